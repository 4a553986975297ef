"""The page Qualität: runs, reports, comparisons, cases and feedback of a tenant's evaluators."""

"""The interface for programs: questions, documents, jobs and feedback over HTTP, with the pages' own checks."""

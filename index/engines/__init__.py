"""Three implementations of `index.engine.TenantIndex`: embedded, server, in memory."""

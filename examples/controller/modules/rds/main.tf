locals {
  # The default ports are the first that an attacker tries.
  ports = {
    postgres          = 5433
    mysql             = 3307
    mariadb           = 3307
    aurora-postgresql = 5433
    aurora-mysql      = 3307
  }

  # Connections are encrypted, and what changes the database, or is slow, is written down.
  parameters = {
    postgres          = { "rds.force_ssl" = "1", log_statement = "ddl", log_min_duration_statement = "1000" }
    mysql             = { require_secure_transport = "1", slow_query_log = "1", log_output = "FILE" }
    mariadb           = { require_secure_transport = "1", slow_query_log = "1", log_output = "FILE" }
    aurora-postgresql = { "rds.force_ssl" = "1", log_statement = "ddl", log_min_duration_statement = "1000" }
    aurora-mysql      = { require_secure_transport = "ON", slow_query_log = "1", server_audit_logging = "1", server_audit_events = "CONNECT,QUERY_DCL,QUERY_DDL" }
  }

  logs = {
    postgres          = ["postgresql", "upgrade"]
    mysql             = ["error", "slowquery"]
    mariadb           = ["error", "slowquery"]
    aurora-postgresql = ["postgresql"]
    aurora-mysql      = ["audit", "error", "slowquery"]
  }

  monitoring_trust = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "EnhancedMonitoring"
      Effect    = "Allow"
      Principal = { Service = "monitoring.rds.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

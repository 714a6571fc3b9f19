# RDS-027 and RDS-028 (tls_…)

resource "aws_db_parameter_group" "tls_unset" {
  for_each = toset(["postgres14", "postgres15", "postgres17", "sqlserver-ee-15.0", "aurora-postgresql16", "mysql8.0", "mariadb10.11", "oracle-ee-19"])
  name     = "tls-unset-${replace(each.value, ".", "-")}"
  family   = each.value
}

resource "aws_rds_cluster_parameter_group" "tls_cluster_unset" {
  for_each = toset(["aurora-postgresql16", "aurora-postgresql17", "aurora-mysql8.0"])
  name     = "tls-unset-${replace(each.value, ".", "-")}"
  family   = each.value
}

resource "aws_db_parameter_group" "tls_set" {
  for_each = { off = "0", on = "1" }
  name     = "tls-${each.key}"
  family   = "postgres15"

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "rds.force_ssl"
    value = each.value
  }
}

resource "aws_rds_cluster_parameter_group" "tls_cluster_set" {
  for_each = { off = "OFF", on = "ON" }
  name     = "tls-cluster-${each.key}"
  family   = "aurora-mysql8.0"

  parameter {
    name  = "require_secure_transport"
    value = each.value
  }
}

resource "aws_db_parameter_group" "tls_unknown" {
  for_each = { postgres14 = "rds.force_ssl", "mysql8.0" = "require_secure_transport" }
  name     = "tls-unknown-${replace(each.key, ".", "-")}"
  family   = each.key

  parameter {
    name  = each.value
    value = terraform_data.later.output
  }
}

# A dynamic block that is known only after apply.
resource "aws_db_parameter_group" "tls_dynamic" {
  for_each = toset(["postgres14", "mysql8.0"])
  name     = "tls-dynamic-${replace(each.key, ".", "-")}"
  family   = each.key

  dynamic "parameter" {
    for_each = toset([terraform_data.later.output])
    content {
      name  = parameter.value
      value = "1"
    }
  }
}

module "tls_module" {
  source   = "./modules/group"
  for_each = toset(["postgres14", "mysql8.0"])
  family   = each.value
}

# RDS-035 (audit_…)

resource "aws_rds_cluster_parameter_group" "audit_unset" {
  for_each = toset(["aurora-mysql8.0", "aurora-postgresql16"])
  name     = "audit-unset-${replace(each.value, ".", "-")}"
  family   = each.value
}

resource "aws_rds_cluster_parameter_group" "audit_set" {
  for_each = { zero = "0", off = "off", one = "1", on = "ON" }
  name     = "audit-${each.key}"
  family   = "aurora-mysql8.0"

  parameter {
    name  = "server_audit_logging"
    value = each.value
  }
}

resource "aws_rds_cluster_parameter_group" "audit_unknown" {
  name   = "audit-unknown"
  family = "aurora-mysql8.0"

  parameter {
    name  = "server_audit_logging"
    value = terraform_data.later.output
  }
}

module "audit_module" {
  source = "./modules/group"
  family = "aurora-mysql8.0"
}

# RDS-036 (statement_…)

resource "aws_db_parameter_group" "statement_unset" {
  for_each = toset(["postgres16", "mysql8.0"])
  name     = "statement-unset-${replace(each.value, ".", "-")}"
  family   = each.value
}

resource "aws_rds_cluster_parameter_group" "statement_cluster_unset" {
  name   = "statement-unset"
  family = "aurora-postgresql16"
}

resource "aws_db_parameter_group" "statement_logged" {
  for_each = toset(["log_statement", "log_min_duration_statement"])
  name     = "statement-${replace(each.value, "_", "-")}"
  family   = "postgres16"

  parameter {
    name  = each.value
    value = terraform_data.later.output
  }
}

resource "aws_db_parameter_group" "statement_unknown" {
  name   = "statement-unknown"
  family = "postgres16"

  parameter {
    name  = terraform_data.later.output
    value = "all"
  }
}

module "statement_module" {
  source = "./modules/group"
  family = "postgres16"
}

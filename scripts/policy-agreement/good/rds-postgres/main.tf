# A database whose password AWS keeps, with logs, backups and a parameter group that asks for TLS.
resource "aws_kms_key" "db" {
  description             = "The database"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_db_parameter_group" "db" {
  name   = "acme-postgres16"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }

  parameter {
    name  = "log_statement"
    value = "ddl"
  }

  parameter {
    name  = "log_min_duration_statement"
    value = "1000"
  }
}

resource "aws_db_instance" "db" {
  identifier                            = "acme"
  engine                                = "postgres"
  engine_version                        = "16.4"
  instance_class                        = "db.m6g.large"
  allocated_storage                     = 100
  username                              = "acme_owner"
  manage_master_user_password           = true
  storage_encrypted                     = true
  kms_key_id                            = aws_kms_key.db.arn
  multi_az                              = true
  publicly_accessible                   = false
  deletion_protection                   = true
  backup_retention_period               = 14
  copy_tags_to_snapshot                 = true
  auto_minor_version_upgrade            = true
  iam_database_authentication_enabled   = true
  performance_insights_enabled          = true
  performance_insights_kms_key_id       = aws_kms_key.db.arn
  monitoring_interval                   = 60
  monitoring_role_arn                   = "arn:aws:iam::123456789012:role/rds-monitoring"
  enabled_cloudwatch_logs_exports       = ["postgresql", "upgrade"]
  parameter_group_name                  = aws_db_parameter_group.db.name
  ca_cert_identifier                    = "rds-ca-rsa2048-g1"
  db_subnet_group_name                  = "acme-private"
  vpc_security_group_ids                = ["sg-0123456789abcdef0"]
  final_snapshot_identifier             = "acme-final"
  performance_insights_retention_period = 7
}

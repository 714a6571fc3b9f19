variable "identifier" {
  type = string
}

variable "replicates" {
  type    = string
  default = null
}

variable "password" {
  type    = bool
  default = null
}

resource "aws_db_instance" "this" {
  identifier                          = var.identifier
  replicate_source_db                 = var.replicates
  engine                              = var.replicates == null ? "mysql" : null
  engine_version                      = var.replicates == null ? "8.4.3" : null
  username                            = var.replicates == null ? "shop_owner" : null
  allocated_storage                   = var.replicates == null ? 100 : null
  manage_master_user_password         = var.password
  instance_class                      = "db.m6g.large"
  storage_encrypted                   = true
  publicly_accessible                 = false
  multi_az                            = true
  deletion_protection                 = true
  backup_retention_period             = 14
  copy_tags_to_snapshot               = true
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  monitoring_interval                 = 60
  monitoring_role_arn                 = "arn:aws:iam::123456789012:role/rds-monitoring"
  enabled_cloudwatch_logs_exports     = ["audit", "error", "slowquery"]
  vpc_security_group_ids              = ["sg-0123456789abcdef0"]
  final_snapshot_identifier           = "${var.identifier}-final"
}

output "identifier" {
  value = aws_db_instance.this.identifier
}

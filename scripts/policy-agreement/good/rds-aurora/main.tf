# A cluster with instances by count.
resource "aws_kms_key" "aurora" {
  description             = "The cluster"
  enable_key_rotation     = true
  deletion_window_in_days = 30
}

resource "aws_rds_cluster" "this" {
  cluster_identifier                  = "acme-aurora"
  engine                              = "aurora-postgresql"
  engine_version                      = "16.4"
  database_name                       = "acme"
  master_username                     = "acme_owner"
  manage_master_user_password         = true
  storage_encrypted                   = true
  kms_key_id                          = aws_kms_key.aurora.arn
  deletion_protection                 = true
  backup_retention_period             = 14
  copy_tags_to_snapshot               = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  db_subnet_group_name                = "acme-private"
  vpc_security_group_ids              = ["sg-0123456789abcdef0"]
  final_snapshot_identifier           = "acme-aurora-final"
}

resource "aws_rds_cluster_instance" "this" {
  count                           = 2
  identifier                      = "acme-aurora-${count.index}"
  cluster_identifier              = aws_rds_cluster.this.id
  engine                          = aws_rds_cluster.this.engine
  instance_class                  = "db.r6g.large"
  publicly_accessible             = false
  auto_minor_version_upgrade      = true
  performance_insights_enabled    = true
  performance_insights_kms_key_id = aws_kms_key.aurora.arn
  monitoring_interval             = 60
  monitoring_role_arn             = "arn:aws:iam::123456789012:role/rds-monitoring"
  ca_cert_identifier              = "rds-ca-rsa2048-g1"
}

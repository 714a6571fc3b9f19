# What stands beside databases: groups, snapshots, proxies, exports.
resource "aws_db_snapshot_copy" "plain" {
  source_db_snapshot_identifier = "arn:aws:rds:us-east-1:123456789012:snapshot:shop"
  target_db_snapshot_identifier = "shop-copy"
}

resource "aws_db_parameter_group" "postgres" {
  name   = "loose"
  family = "postgres16"

  parameter {
    name  = "rds.force_ssl"
    value = "0"
  }
}

resource "aws_rds_cluster_parameter_group" "mysql" {
  name   = "loose-aurora"
  family = "aurora-mysql8.0"

  parameter {
    name  = "server_audit_logging"
    value = "0"
  }
}

resource "aws_db_proxy" "plain" {
  name           = "plain"
  engine_family  = "POSTGRESQL"
  require_tls    = false
  role_arn       = "arn:aws:iam::123456789012:role/proxy"
  vpc_subnet_ids = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]

  auth {
    auth_scheme = "SECRETS"
    secret_arn  = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop"
  }
}

resource "aws_db_instance" "old" {
  identifier         = "old"
  engine             = "postgres"
  engine_version     = "11.10"
  instance_class     = "db.m5.large"
  allocated_storage  = 20
  username           = "postgres"
  password           = "correct-horse"
  ca_cert_identifier = "rds-ca-2019"
  storage_encrypted  = true
}

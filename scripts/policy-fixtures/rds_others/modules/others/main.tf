resource "aws_db_snapshot_copy" "this" {
  source_db_snapshot_identifier = "orders"
  target_db_snapshot_identifier = "copied-module"
}

resource "aws_db_proxy" "this" {
  name           = "proxy-module"
  engine_family  = "POSTGRESQL"
  role_arn       = "arn:aws:iam::111111111111:role/proxy"
  vpc_subnet_ids = ["subnet-1", "subnet-2"]
  debug_logging  = true

  auth {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:orders"
  }
}

resource "aws_db_event_subscription" "this" {
  sns_topic = "arn:aws:sns:us-east-1:111111111111:events"
  enabled   = false
}

resource "aws_db_instance_automated_backups_replication" "this" {
  source_db_instance_arn = "arn:aws:rds:us-west-2:111111111111:db:orders"
}

resource "aws_rds_cluster_activity_stream" "this" {
  resource_arn = "arn:aws:rds:us-east-1:111111111111:cluster:orders"
  mode         = "async"
  kms_key_id   = "alias/aws/rds"
}

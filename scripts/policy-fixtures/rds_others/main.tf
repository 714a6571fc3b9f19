# One of each below.

module "others" {
  source = "./modules/others"
}

# RDS-030 (copied_…)

resource "aws_db_snapshot_copy" "copied_plain" {
  source_db_snapshot_identifier = "orders"
  target_db_snapshot_identifier = "copied-plain"
}

resource "aws_db_snapshot_copy" "copied_keyed" {
  source_db_snapshot_identifier = "orders"
  target_db_snapshot_identifier = "copied-keyed"
  kms_key_id                    = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111"
}

resource "aws_rds_cluster_snapshot_copy" "copied_cluster_plain" {
  source_db_cluster_snapshot_identifier = "orders"
  target_db_cluster_snapshot_identifier = "copied-plain"
}

resource "aws_rds_cluster_snapshot_copy" "copied_cluster_later" {
  source_db_cluster_snapshot_identifier = "orders"
  target_db_cluster_snapshot_identifier = "copied-later"
  kms_key_id                            = terraform_data.later.output
}

# RDS-031 and RDS-032 (proxy_…)

resource "aws_db_proxy" "proxy_plain" {
  name           = "proxy-plain"
  engine_family  = "POSTGRESQL"
  role_arn       = "arn:aws:iam::111111111111:role/proxy"
  vpc_subnet_ids = ["subnet-1", "subnet-2"]

  auth {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:orders"
  }
}

resource "aws_db_proxy" "proxy_set" {
  for_each       = { wrong = true, right = false }
  name           = "proxy-${each.key}"
  engine_family  = "POSTGRESQL"
  role_arn       = "arn:aws:iam::111111111111:role/proxy"
  vpc_subnet_ids = ["subnet-1", "subnet-2"]
  debug_logging  = each.value
  require_tls    = !each.value

  auth {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:orders"
  }
}

resource "aws_db_proxy" "proxy_unknown" {
  name           = "proxy-unknown"
  engine_family  = "POSTGRESQL"
  role_arn       = "arn:aws:iam::111111111111:role/proxy"
  vpc_subnet_ids = ["subnet-1", "subnet-2"]
  debug_logging  = terraform_data.later.output == "later"
  require_tls    = terraform_data.later.output == "later"

  auth {
    secret_arn = "arn:aws:secretsmanager:us-east-1:111111111111:secret:orders"
  }
}

# RDS-033 (events_…)

resource "aws_db_event_subscription" "events_every" {
  sns_topic = "arn:aws:sns:us-east-1:111111111111:events"
}

resource "aws_db_event_subscription" "events_disabled" {
  sns_topic = "arn:aws:sns:us-east-1:111111111111:events"
  enabled   = false
}

resource "aws_db_event_subscription" "events_some" {
  for_each         = toset(["db-cluster", "db-instance", "db-parameter-group", "db-security-group", "db-snapshot"])
  sns_topic        = "arn:aws:sns:us-east-1:111111111111:events"
  source_type      = each.value
  event_categories = ["failure", "maintenance"]
}

resource "aws_db_event_subscription" "events_critical" {
  sns_topic        = "arn:aws:sns:us-east-1:111111111111:events"
  source_type      = "db-instance"
  event_categories = ["configuration change", "failure", "maintenance", "creation"]
}

resource "aws_db_event_subscription" "events_all_of_source" {
  sns_topic   = "arn:aws:sns:us-east-1:111111111111:events"
  source_type = "db-instance"
}

resource "aws_db_event_subscription" "events_unknown" {
  sns_topic        = "arn:aws:sns:us-east-1:111111111111:events"
  source_type      = "db-instance"
  enabled          = terraform_data.later.output == "later"
  event_categories = ["failure", terraform_data.later.output]
}

# RDS-037 (replicated_…)

resource "aws_db_instance_automated_backups_replication" "replicated_plain" {
  source_db_instance_arn = "arn:aws:rds:us-west-2:111111111111:db:orders"
}

resource "aws_db_instance_automated_backups_replication" "replicated_keyed" {
  source_db_instance_arn = "arn:aws:rds:us-west-2:111111111111:db:orders"
  kms_key_id             = "arn:aws:kms:us-east-1:111111111111:key/11111111-1111-1111-1111-111111111111"
}

resource "aws_db_instance_automated_backups_replication" "replicated_later" {
  source_db_instance_arn = "arn:aws:rds:us-west-2:111111111111:db:orders"
  kms_key_id             = terraform_data.later.output
}

# RDS-038 (stream_…)

resource "aws_rds_cluster_activity_stream" "stream_key" {
  for_each     = toset(["alias/aws/rds", "arn:aws:kms:us-east-1:111111111111:alias/aws/rds", "alias/orders"])
  resource_arn = "arn:aws:rds:us-east-1:111111111111:cluster:orders"
  mode         = "async"
  kms_key_id   = each.value
}

resource "aws_rds_cluster_activity_stream" "stream_unknown" {
  resource_arn = "arn:aws:rds:us-east-1:111111111111:cluster:orders"
  mode         = "async"
  kms_key_id   = terraform_data.later.output
}

# Everything that an entry of the example controller can say wrong.
account_id   = "123456789012"
account_name = "arj-wkld-a-prd"
project      = "wrong"
environment  = "production"
region       = "us-east-1"

s3_buckets = {
  "arj-prod-loose" = {
    versioning          = false
    block_public_access = false
    force_destroy       = true
    bucket_policy_file  = "open-policy.json"
    tags                = { DataClass = "restricted", Recovery = "cross-region" }
  }
  "arj-prod-locked" = {
    encryption         = "AES256"
    bucket_policy_file = "lockout-policy.json"
    access_log_bucket  = "arj-prod-locked"
    lifecycle          = {}
    tags               = { Owner = "nobody", Team = "tbd", CostCenter = "7", team = "x", Environment = "qa" }
  }
  "Arj.Bad.123456789012" = {
    versioning        = true
    kms_key_arn       = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    access_log_bucket = "elsewhere"
  }
  "arj-dev-elsewhere" = {}
}

kms_keys = {
  "loose" = {
    description             = ""
    alias                   = "Loose"
    enable_key_rotation     = false
    deletion_window_in_days = 7
    multi_region            = true
    key_policy_file         = "open-policy.json"
  }
  "slow" = {
    description             = "Turns rarely"
    rotation_period_in_days = 2000
  }
}

iam_roles = {
  "loose" = {
    trust_policy_file       = "open-trust.json"
    permissions_policy_file = "wide-permissions.json"
    managed_policy_arns = [
      "arn:aws:iam::aws:policy/AdministratorAccess",
      "arn:aws:iam::aws:policy/IAMFullAccess",
      "arn:aws:iam::aws:policy/AmazonS3FullAccess",
      "arn:aws:iam::aws:policy/AWSCloudShellFullAccess",
    ]
    max_session_duration = 43200
  }
}

sns_topics = {
  "loose" = {
    kms_key_arn       = ""
    topic_policy_file = "open-policy.json"
  }
  "plain" = {}
}

sqs_queues = {
  "loose" = {
    kms_key_arn               = ""
    queue_policy_file         = "open-policy.json"
    max_receive_count         = 1000
    message_retention_seconds = 60
  }
  "plain" = {}
}

dynamodb_tables = {
  "loose" = {
    hash_key            = "id"
    attributes          = { id = "S" }
    deletion_protection = false
    recovery_days       = 1
    tags                = { DataClass = "restricted", Recovery = "cross-region" }
  }
}

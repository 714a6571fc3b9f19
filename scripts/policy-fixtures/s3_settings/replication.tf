# S3-039 (replica_key_…) and S3-040 (replica_account_…). The plan is judged as one of account 111111111111.

locals {
  replica_keys = {
    own       = { status = "Enabled", key = "arn:aws:kms:eu-west-1:111111111111:key/x" }
    none      = { status = "Enabled", key = null }
    off       = { status = "Disabled", key = null }
    undecided = { status = terraform_data.later.output, key = null }
    later     = { status = "Enabled", key = terraform_data.later.output }
  }
  replica_accounts = {
    same    = null
    own     = "111111111111"
    allowed = "222222222222"
    foreign = "333333333333"
    later   = terraform_data.later.output
  }
}

resource "aws_s3_bucket_replication_configuration" "replica_key" {
  for_each = local.replica_keys
  bucket   = "replicated"
  role     = "arn:aws:iam::111111111111:role/copy"
  rule {
    status = each.value.status
    destination {
      bucket = "arn:aws:s3:::copies"
      encryption_configuration {
        replica_kms_key_id = each.value.key == null ? "" : each.value.key
      }
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "replica_key_bare" {
  bucket = "replicated"
  role   = "arn:aws:iam::111111111111:role/copy"
  rule {
    status = "Enabled"
    destination {
      bucket = "arn:aws:s3:::copies"
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "replica_account" {
  for_each = local.replica_accounts
  bucket   = "replicated"
  role     = "arn:aws:iam::111111111111:role/copy"
  rule {
    status = "Enabled"
    destination {
      bucket  = "arn:aws:s3:::copies"
      account = each.value
    }
  }
}

# S3-026 (lock_…)

resource "aws_s3_bucket" "lock_none" {
  tags = { Retention = "7y" }
}

resource "aws_s3_bucket" "lock_untagged" {}

resource "aws_s3_bucket" "lock_blank" {
  tags = { Retention = "" }
}

resource "aws_s3_bucket" "lock_unknown" {
  tags = { Retention = terraform_data.later.output }
}

locals {
  retention = {
    full      = { mode = "GOVERNANCE", days = 7, years = null }
    years     = { mode = "COMPLIANCE", days = null, years = 7 }
    undecided = { mode = terraform_data.later.output, days = length(terraform_data.later.output), years = null }
  }
}

resource "aws_s3_bucket" "lock" {
  for_each            = local.retention
  object_lock_enabled = true
  tags                = { Retention = "7y" }
}

resource "aws_s3_bucket_object_lock_configuration" "lock" {
  for_each = local.retention
  bucket   = aws_s3_bucket.lock[each.key].id
  rule {
    default_retention {
      mode  = each.value.mode
      days  = each.value.days
      years = each.value.years
    }
  }
}

resource "aws_s3_bucket" "lock_without_retention" {
  object_lock_enabled = true
  tags                = { Retention = "7y" }
}

resource "aws_s3_bucket_object_lock_configuration" "lock_without_retention" {
  bucket = aws_s3_bucket.lock_without_retention.id
}

resource "aws_s3_bucket" "lock_undecided" {
  object_lock_enabled = terraform_data.later.output == "later"
  tags                = { Retention = "7y" }
}

resource "aws_s3_bucket_object_lock_configuration" "lock_undecided" {
  bucket = aws_s3_bucket.lock_undecided.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 7
    }
  }
}

# S3-027 (copy_…)

resource "aws_s3_bucket" "copy_missing" {
  tags = { Environment = "prod", Recovery = "cross-region" }
}

resource "aws_s3_bucket" "copy_test" {
  tags = { Environment = "test", Recovery = "cross-region" }
}

resource "aws_s3_bucket" "copy_untagged" {
  tags = { Environment = "prod" }
}

resource "aws_s3_bucket" "copy_unknown" {
  tags = { Environment = "prod", Recovery = terraform_data.later.output }
}

resource "aws_s3_bucket" "copy" {
  for_each = { on = "Enabled", off = "Disabled", undecided = terraform_data.later.output }
  tags     = { Environment = "prod", Recovery = "cross-region" }
}

resource "aws_s3_bucket_replication_configuration" "copy" {
  for_each = { on = "Enabled", off = "Disabled", undecided = terraform_data.later.output }
  bucket   = aws_s3_bucket.copy[each.key].id
  role     = "arn:aws:iam::111111111111:role/copy"
  rule {
    status = each.value
    destination {
      bucket = "arn:aws:s3:::copies"
    }
  }
}

# S3-031 (note_…)

resource "aws_s3_bucket" "note_missing" {}

resource "aws_s3_bucket" "note" {
  for_each = toset(["bridge", "queue", "nothing", "undecided"])
}

resource "aws_s3_bucket_notification" "note" {
  for_each    = { bridge = true, nothing = false, undecided = terraform_data.later.output == "later" }
  bucket      = aws_s3_bucket.note[each.key].id
  eventbridge = each.value
}

resource "aws_s3_bucket_notification" "note_queue" {
  bucket = aws_s3_bucket.note["queue"].id
  queue {
    queue_arn = "arn:aws:sqs:us-east-1:111111111111:x"
    events    = ["s3:ObjectCreated:*"]
  }
}

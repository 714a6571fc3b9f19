locals {
  # Accounts whose roles use the bucket; a policy may name a role only once it exists, hence the condition.
  other_statements = flatten([
    for id in var.other_accounts : [
      for role, name in { plan = var.plan_role_name, apply = var.apply_role_name } : [
        for statement in local.bucket_statements[role] : merge(statement, {
          Principal = { AWS = "arn:aws:iam::${id}:root" }
          Condition = { ArnEquals = { "aws:PrincipalArn" = "arn:aws:iam::${id}:role/${name}" } }
        })
      ]
    ]
  ])

  bucket_policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([{
      Sid       = "DenyInsecureTransport"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [local.bucket_arn, "${local.bucket_arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }], local.other_statements)
  })
}

resource "aws_s3_bucket" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket              = var.state_bucket
  object_lock_enabled = var.object_lock

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_s3_bucket_public_access_block" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket                  = aws_s3_bucket.state[0].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].bucket

  rule {
    bucket_key_enabled = var.encryption == "aws:kms"

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.encryption
      kms_master_key_id = one(local.key_arns)
    }
  }
}

# States, records and audit records stay until the phase cleanup lets them go. Locks and start records are removed by the runs themselves.
resource "aws_s3_bucket_lifecycle_configuration" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].bucket

  rule {
    id     = "replaced-versions"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_expire_days
    }
  }

  dynamic "rule" {
    for_each = ["backups/", "failed/"]

    content {
      id     = trimsuffix(rule.value, "/")
      status = "Enabled"

      filter {
        prefix = rule.value
      }

      expiration {
        days = var.backup_expire_days
      }
    }
  }

  # Rules for replaced versions mean something only once versions exist.
  depends_on = [aws_s3_bucket_versioning.state]
}

resource "aws_s3_bucket_policy" "state" {
  count = var.create_state_bucket ? 1 : 0

  bucket = aws_s3_bucket.state[0].bucket
  policy = local.bucket_policy

  # S3 answers 409 when the two change at the same moment.
  depends_on = [aws_s3_bucket_public_access_block.state]
}

resource "aws_s3_bucket_logging" "state" {
  count = var.create_state_bucket && var.access_log_bucket != null ? 1 : 0

  bucket        = aws_s3_bucket.state[0].bucket
  target_bucket = var.access_log_bucket
  target_prefix = "${var.state_bucket}/"
}

# Everything a bucket should have beside it, or nothing.

variable "good" {
  type = bool
}

resource "aws_s3_bucket" "this" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = var.good ? 1 : 0
  bucket = aws_s3_bucket.this.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "alias/own"
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  count  = var.good ? 1 : 0
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "this" {
  count         = var.good ? 1 : 0
  bucket        = aws_s3_bucket.this.id
  target_bucket = "logs"
  target_prefix = "module/"
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count  = var.good ? 1 : 0
  bucket = aws_s3_bucket.this.id
  rule {
    id     = "rule"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }
}

# Companions that may belong to any bucket: S3-001, S3-014, S3-016, S3-023 and S3-034 cannot tell.

locals {
  chosen = aws_s3_bucket.open.id
}

resource "aws_s3_bucket" "open" {}

resource "aws_s3_directory_bucket" "open" {
  bucket = "open--use1-az4--x-s3"
  location {
    name = "use1-az4"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "open" {
  bucket = local.chosen
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_versioning" "open" {
  bucket = local.chosen
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_logging" "open" {
  bucket        = local.chosen
  target_bucket = "logs"
  target_prefix = "open/"
}

resource "aws_s3_bucket_lifecycle_configuration" "open" {
  bucket = local.chosen
  rule {
    id     = "rule"
    status = "Enabled"
    filter {}
    expiration {
      days = 365
    }
  }
}

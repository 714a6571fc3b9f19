# S3-001 to S3-003 (enc_…, takes_logs)

resource "aws_s3_bucket" "enc_missing" {}

resource "aws_s3_bucket" "enc_inline" {
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}

resource "aws_s3_bucket" "enc_inline_key" {
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = "arn:aws:kms:us-east-1:111111111111:alias/own"
      }
    }
  }
}

locals {
  encryption = {
    aes      = { algorithm = "AES256", key = null, bucket_key = null }
    own      = { algorithm = "aws:kms", key = "arn:aws:kms:us-east-1:111111111111:key/x", bucket_key = true }
    no_key   = { algorithm = "aws:kms", key = null, bucket_key = false }
    aws_key  = { algorithm = "aws:kms", key = "alias/aws/s3", bucket_key = null }
    two_keys = { algorithm = "aws:kms:dsse", key = "alias/own", bucket_key = null }
  }
}

resource "aws_s3_bucket" "enc" {
  for_each = local.encryption
  bucket   = "enc-${replace(each.key, "_", "-")}"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "enc" {
  for_each = local.encryption
  bucket   = aws_s3_bucket.enc[each.key].id
  rule {
    bucket_key_enabled = each.value.bucket_key
    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.algorithm
      kms_master_key_id = each.value.key
    }
  }
}

resource "aws_s3_bucket" "enc_no_algorithm" {
  bucket = "enc-no-algorithm"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "enc_no_algorithm" {
  bucket = "enc-no-algorithm"
  rule {
    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket" "enc_unknown" {}

resource "aws_s3_bucket_server_side_encryption_configuration" "enc_unknown" {
  bucket = aws_s3_bucket.enc_unknown.id
  rule {
    bucket_key_enabled = terraform_data.later.output == "later"
    apply_server_side_encryption_by_default {
      sse_algorithm     = terraform_data.later.output
      kms_master_key_id = terraform_data.later.output
    }
  }
}

# The bucket stays as it is, its encryption loses the algorithm.
resource "aws_s3_bucket" "enc_no_op" {
  bucket = "enc-no-op"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "enc_no_op" {
  bucket = "enc-no-op"
  rule {
    bucket_key_enabled = true
  }
}

# They take the access logs of others.
resource "aws_s3_bucket" "takes_logs" {
  bucket = "takes-logs"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "takes_logs" {
  bucket = aws_s3_bucket.takes_logs.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket" "takes_logs_inline" {
  bucket = "takes-logs-inline"
  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}

resource "aws_s3_bucket_logging" "takes_logs" {
  bucket        = "elsewhere"
  target_bucket = aws_s3_bucket.takes_logs.id
  target_prefix = "elsewhere/"
}

resource "aws_s3_bucket_logging" "takes_logs_inline" {
  bucket        = "elsewhere-too"
  target_bucket = "takes-logs-inline"
  target_prefix = "elsewhere-too/"
}

module "module" {
  source   = "./modules/bucket"
  for_each = { good = true, bad = false }
  good     = each.value
}

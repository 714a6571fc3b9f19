# S3-016 and S3-017 (log_…)

resource "aws_s3_bucket" "log_missing" {}

resource "aws_s3_bucket" "log_target" {
  bucket = "log-target"
}

resource "aws_s3_bucket" "log_linked" {}

resource "aws_s3_bucket_logging" "log_linked" {
  bucket        = aws_s3_bucket.log_linked.id
  target_bucket = aws_s3_bucket.log_target.id
  target_prefix = "linked/"
}

resource "aws_s3_bucket" "log_inline_target" {}

resource "aws_s3_bucket" "log_inline" {
  logging {
    target_bucket = aws_s3_bucket.log_inline_target.id
  }
}

resource "aws_s3_bucket" "log_self" {}

resource "aws_s3_bucket_logging" "log_self" {
  bucket        = aws_s3_bucket.log_self.id
  target_bucket = aws_s3_bucket.log_self.bucket
  target_prefix = "self/"
}

resource "aws_s3_bucket_logging" "log_self_by_name" {
  bucket        = "log-elsewhere"
  target_bucket = "log-elsewhere"
  target_prefix = "self/"
}

resource "aws_s3_bucket_logging" "log_unknown" {
  bucket        = "log-elsewhere"
  target_bucket = data.aws_s3_bucket.later.bucket
  target_prefix = "unknown/"
}

data "aws_s3_bucket" "later" {
  bucket = terraform_data.later.output
}

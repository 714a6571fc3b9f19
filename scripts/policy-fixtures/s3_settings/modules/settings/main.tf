variable "good" {
  type = bool
}

resource "aws_s3_bucket" "this" {
  bucket        = var.good ? "name-module" : "name.module"
  force_destroy = !var.good
  tags          = { Environment = "prod", Recovery = "cross-region" }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  count  = var.good ? 1 : 0
  bucket = aws_s3_bucket.this.id
  role   = "arn:aws:iam::111111111111:role/copy"
  rule {
    status = "Enabled"
    destination {
      bucket  = "arn:aws:s3:::copies"
      account = "111111111111"
      encryption_configuration {
        replica_kms_key_id = "arn:aws:kms:eu-west-1:111111111111:key/x"
      }
    }
  }
}

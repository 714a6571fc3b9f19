# Companions that may belong to any bucket: S3-004 cannot tell.

locals {
  chosen = aws_s3_bucket.pab_local.id
}

resource "aws_s3_bucket" "pab_local" {}

resource "aws_s3_bucket_public_access_block" "pab_local" {
  bucket = local.chosen
}

resource "aws_s3_bucket" "pab_sure" {}

resource "aws_s3_bucket_public_access_block" "pab_sure" {
  bucket = aws_s3_bucket.pab_sure.id
}

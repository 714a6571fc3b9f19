# What the state holds already: a bucket that stays as it is, one that changes, one that is replaced.

resource "aws_s3_bucket" "pab_no_op" {
  bucket = "pab-no-op"
}

resource "aws_s3_bucket" "pab_update" {
  bucket        = "pab-update"
  force_destroy = true
}

resource "aws_s3_bucket" "pab_replace" {
  bucket = "pab-replace-new-name"
}

# A no-op companion of a changed bucket.
resource "aws_s3_bucket" "pab_update_linked" {
  bucket        = "pab-update-linked"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "pab_update_linked" {
  bucket = aws_s3_bucket.pab_update_linked.id
}

# A key that is no instance key: the block may belong to either bucket, not to another one.

resource "aws_s3_bucket" "pab_choice" {
  for_each = toset(["a", "b"])
}

resource "aws_s3_bucket_public_access_block" "pab_choice" {
  for_each = { first = { key = "a" } }
  bucket   = aws_s3_bucket.pab_choice[each.value.key].id
}

resource "aws_s3_bucket" "pab_other" {}

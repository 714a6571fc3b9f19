variable "policy" {
  type = string
}

resource "aws_s3_bucket" "this" {}

resource "aws_s3_bucket_policy" "this" {
  count  = var.policy == null ? 0 : 1
  bucket = aws_s3_bucket.this.id
  policy = var.policy
}

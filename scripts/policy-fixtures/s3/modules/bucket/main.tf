variable "blocked" {
  type = bool
}

resource "aws_s3_bucket" "this" {}

resource "aws_s3_bucket_public_access_block" "this" {
  count  = var.blocked ? 1 : 0
  bucket = aws_s3_bucket.this.id
}

output "id" {
  value = aws_s3_bucket.this.id
}

output "arn" {
  value = aws_s3_bucket.this.arn
}

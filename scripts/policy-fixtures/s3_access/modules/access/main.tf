variable "blocked" {
  type = bool
}

variable "ownership" {
  type = string
}

variable "acl" {
  type = string
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = "access"
  block_public_acls       = var.blocked
  block_public_policy     = var.blocked
  ignore_public_acls      = var.blocked
  restrict_public_buckets = var.blocked
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = "access"
  rule {
    object_ownership = var.ownership
  }
}

resource "aws_s3_bucket_acl" "this" {
  bucket = "access"
  acl    = var.acl
}

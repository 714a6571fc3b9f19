# Buckets by count with nothing beside them.
resource "aws_s3_bucket" "scratch" {
  count  = 2
  bucket = "acme-scratch-${count.index}"
}

resource "aws_s3_bucket_cors_configuration" "scratch" {
  bucket = aws_s3_bucket.scratch[0].id

  cors_rule {
    allowed_methods = ["GET", "PUT", "DELETE"]
    allowed_origins = ["*"]
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "scratch" {
  bucket = aws_s3_bucket.scratch[1].id

  rule {
    id     = "expire"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }
}

# S3-023 to S3-025 (life_…)

resource "aws_s3_bucket" "life_missing" {}

resource "aws_s3_bucket" "life_inline" {
  for_each = { on = true, off = false }
  lifecycle_rule {
    enabled = each.value
    expiration {
      days = 1
    }
  }
}

locals {
  life = {
    good      = { status = "Enabled", abort_days = 7, old_days = 30 }
    off       = { status = "Disabled", abort_days = 7, old_days = 30 }
    slow      = { status = "Enabled", abort_days = 15, old_days = 30 }
    bare      = { status = "Enabled", abort_days = null, old_days = null }
    undecided = { status = terraform_data.later.output, abort_days = 7, old_days = 30 }
    days      = { status = "Enabled", abort_days = length(terraform_data.later.output), old_days = length(terraform_data.later.output) }
  }
}

resource "aws_s3_bucket" "life" {
  for_each = local.life
}

resource "aws_s3_bucket_versioning" "life" {
  for_each = local.life
  bucket   = aws_s3_bucket.life[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "life" {
  for_each = local.life
  bucket   = aws_s3_bucket.life[each.key].id
  rule {
    id     = "rule"
    status = each.value.status
    filter {}
    expiration {
      days = 365
    }
    dynamic "abort_incomplete_multipart_upload" {
      for_each = each.value.abort_days[*]
      content {
        days_after_initiation = abort_incomplete_multipart_upload.value
      }
    }
    dynamic "noncurrent_version_expiration" {
      for_each = each.value.old_days[*]
      content {
        noncurrent_days = noncurrent_version_expiration.value
      }
    }
  }
}

# Versioned, and nothing in the plan cleans up.
resource "aws_s3_bucket" "life_forever" {}

resource "aws_s3_bucket_versioning" "life_forever" {
  bucket = aws_s3_bucket.life_forever.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "life_suspended" {}

resource "aws_s3_bucket_versioning" "life_suspended" {
  bucket = aws_s3_bucket.life_suspended.id
  versioning_configuration {
    status = "Suspended"
  }
}

# Bucket and versioning stay as they are, the rules change.
resource "aws_s3_bucket" "life_no_op" {
  bucket = "life-no-op"
}

resource "aws_s3_bucket_versioning" "life_no_op" {
  bucket = "life-no-op"
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "life_no_op" {
  bucket = "life-no-op"
  rule {
    id     = "rule"
    status = "Disabled"
    filter {}
    expiration {
      days = 365
    }
  }
}

# S3-034 (dir_…)

resource "aws_s3_directory_bucket" "dir" {
  for_each = toset(["missing", "good", "off", "undecided"])
  bucket   = "${each.key}--use1-az4--x-s3"
  location {
    name = "use1-az4"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "dir" {
  for_each = { for key in ["good", "off", "undecided"] : key => local.life[key] }
  bucket   = aws_s3_directory_bucket.dir[each.key].bucket
  rule {
    id     = "rule"
    status = each.value.status
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }
}

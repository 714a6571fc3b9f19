# S3-014 (ver_…)

resource "aws_s3_bucket" "ver_missing" {}

resource "aws_s3_bucket" "ver" {
  for_each = toset(["Enabled", "Suspended"])
}

resource "aws_s3_bucket_versioning" "ver" {
  for_each = toset(["Enabled", "Suspended"])
  bucket   = aws_s3_bucket.ver[each.key].id
  versioning_configuration {
    status = each.key
  }
}

resource "aws_s3_bucket" "ver_unknown" {}

resource "aws_s3_bucket_versioning" "ver_unknown" {
  bucket = aws_s3_bucket.ver_unknown.id
  versioning_configuration {
    status = terraform_data.later.output
  }
}

resource "aws_s3_bucket" "ver_inline" {
  for_each = { on = true, off = false }
  versioning {
    enabled = each.value
  }
}

# The state shows versioning in the bucket; this plan suspends it.
resource "aws_s3_bucket" "ver_suspended" {
  bucket        = "ver-suspended"
  force_destroy = true
}

resource "aws_s3_bucket_versioning" "ver_suspended" {
  bucket = "ver-suspended"
  versioning_configuration {
    status = "Suspended"
  }
}

# The state shows versioning, its companion is elsewhere.
resource "aws_s3_bucket" "ver_elsewhere" {
  bucket        = "ver-elsewhere"
  force_destroy = true
}

resource "aws_s3_bucket" "ver_no_op" {
  bucket = "ver-no-op"
}

resource "aws_s3_bucket_versioning" "ver_no_op" {
  bucket = "ver-no-op"
  versioning_configuration {
    status = "Suspended"
  }
}

# S3-015 (mfa_…)

locals {
  protected = {
    protected = "restricted"
    public    = "public"
    unknown   = terraform_data.later.output
  }
}

resource "aws_s3_bucket" "mfa" {
  for_each = local.protected
  tags     = { DataClass = each.value }
}

resource "aws_s3_bucket_versioning" "mfa" {
  for_each = local.protected
  bucket   = aws_s3_bucket.mfa[each.key].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "mfa_on" {
  tags = { DataClass = "restricted" }
}

resource "aws_s3_bucket_versioning" "mfa_on" {
  for_each = toset(["Enabled", "Disabled"])
  bucket   = aws_s3_bucket.mfa_on.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = each.key
  }
}

resource "aws_s3_bucket_versioning" "mfa_on_unknown" {
  bucket = aws_s3_bucket.mfa_on.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = terraform_data.later.output
  }
}

resource "aws_s3_bucket" "mfa_untagged" {}

resource "aws_s3_bucket_versioning" "mfa_untagged" {
  bucket = aws_s3_bucket.mfa_untagged.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "mfa_no_op" {
  bucket = "mfa-no-op"
  tags   = { DataClass = "restricted" }
}

resource "aws_s3_bucket_versioning" "mfa_no_op" {
  bucket = "mfa-no-op"
  versioning_configuration {
    status = "Enabled"
  }
}

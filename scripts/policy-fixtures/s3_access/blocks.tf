# S3-005 to S3-008 (switch_…)

resource "aws_s3_bucket_public_access_block" "switch_on" {
  bucket                  = "switch-on"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_public_access_block" "switch_off" {
  bucket                  = "switch-off"
  block_public_acls       = false
  block_public_policy     = false
  ignore_public_acls      = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_public_access_block" "switch_unset" {
  bucket = "switch-unset"
}

resource "aws_s3_bucket_public_access_block" "switch_unknown" {
  bucket                  = "switch-unknown"
  block_public_acls       = terraform_data.later.output == "later"
  block_public_policy     = terraform_data.later.output == "later"
  ignore_public_acls      = terraform_data.later.output == "later"
  restrict_public_buckets = terraform_data.later.output == "later"
}

resource "aws_s3_bucket_public_access_block" "switch_no_op" {
  bucket = "switch-no-op"
}

module "switch_module" {
  source    = "./modules/access"
  for_each  = { on = true, off = false }
  blocked   = each.value
  ownership = "BucketOwnerEnforced"
  acl       = "private"
}

# S3-009 (account_…)

resource "aws_s3_account_public_access_block" "account_on" {
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_account_public_access_block" "account_one_off" {
  block_public_acls       = true
  block_public_policy     = false
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_account_public_access_block" "account_unset" {}

resource "aws_s3_account_public_access_block" "account_unknown" {
  block_public_acls       = terraform_data.later.output == "later"
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# S3-022 (owner_…)

resource "aws_s3_bucket_ownership_controls" "owner_modes" {
  for_each = toset(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"])
  bucket   = "owner-modes"
  rule {
    object_ownership = each.value
  }
}

resource "aws_s3_bucket_ownership_controls" "owner_unknown" {
  bucket = "owner-unknown"
  rule {
    object_ownership = terraform_data.later.output
  }
}

module "owner_module" {
  source    = "./modules/access"
  blocked   = true
  ownership = "ObjectWriter"
  acl       = "private"
}

# S3-032 (point_…) and S3-033 (multi_…)

resource "aws_s3_access_point" "point_default" {
  bucket = "point"
  name   = "point-default"
}

resource "aws_s3_access_point" "point_closed" {
  bucket = "point"
  name   = "point-closed"
  public_access_block_configuration {
    block_public_acls = true
  }
}

resource "aws_s3_access_point" "point_open" {
  bucket = "point"
  name   = "point-open"
  public_access_block_configuration {
    block_public_policy     = false
    restrict_public_buckets = false
  }
}

resource "aws_s3_access_point" "point_unknown" {
  bucket = "point"
  name   = "point-unknown"
  public_access_block_configuration {
    block_public_policy = terraform_data.later.output == "later"
  }
}

resource "aws_s3control_multi_region_access_point" "multi_default" {
  details {
    name = "multi-default"
    region {
      bucket = "multi"
    }
  }
}

resource "aws_s3control_multi_region_access_point" "multi_open" {
  details {
    name = "multi-open"
    public_access_block {
      ignore_public_acls = false
    }
    region {
      bucket = "multi"
    }
  }
}

resource "aws_s3control_multi_region_access_point" "multi_closed" {
  details {
    name = "multi-closed"
    public_access_block {
      ignore_public_acls = true
    }
    region {
      bucket = "multi"
    }
  }
}

resource "aws_s3control_multi_region_access_point" "multi_unknown" {
  details {
    name = "multi-unknown"
    public_access_block {
      ignore_public_acls = terraform_data.later.output == "later"
    }
    region {
      bucket = "multi"
    }
  }
}

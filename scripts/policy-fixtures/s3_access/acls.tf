# S3-010 to S3-013 (acl_…)

resource "aws_s3_bucket_acl" "acl_canned" {
  for_each = toset(["private", "public-read", "public-read-write", "authenticated-read"])
  bucket   = "acl-canned"
  acl      = each.value
}

resource "aws_s3_bucket_acl" "acl_unknown" {
  bucket = "acl-unknown"
  acl    = terraform_data.later.output
}

module "acl_module" {
  source    = "./modules/access"
  blocked   = true
  ownership = "BucketOwnerEnforced"
  acl       = "public-read"
}

resource "aws_s3_bucket" "acl_inline" {
  for_each = toset(["private", "public-read", "public-read-write", "authenticated-read"])
  acl      = each.value
}

resource "aws_s3_bucket" "acl_inline_unset" {}

resource "aws_s3_bucket_acl" "acl_grants" {
  for_each = {
    everyone      = "http://acs.amazonaws.com/groups/global/AllUsers"
    authenticated = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"
    logs          = "http://acs.amazonaws.com/groups/s3/LogDelivery"
  }
  bucket = "acl-grants"
  access_control_policy {
    grant {
      permission = "READ"
      grantee {
        type = "Group"
        uri  = each.value
      }
    }
    grant {
      permission = "FULL_CONTROL"
      grantee {
        type = "CanonicalUser"
        id   = "owner"
      }
    }
    owner {
      id = "owner"
    }
  }
}

resource "aws_s3_bucket_acl" "acl_grant_unknown" {
  bucket = "acl-grant-unknown"
  access_control_policy {
    grant {
      permission = "READ"
      grantee {
        type = "Group"
        uri  = terraform_data.later.output
      }
    }
    owner {
      id = "owner"
    }
  }
}

resource "aws_s3_bucket" "acl_inline_grant" {
  grant {
    type        = "Group"
    permissions = ["READ"]
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
  }
}

resource "aws_s3_bucket" "acl_inline_dynamic_grant" {
  dynamic "grant" {
    for_each = ["http://acs.amazonaws.com/groups/global/AuthenticatedUsers"]
    content {
      type        = "Group"
      permissions = ["READ"]
      uri         = grant.value
    }
  }
}

# The state has them open; this plan closes the ACL, and the bucket still shows the old one.
resource "aws_s3_bucket" "acl_repaired" {
  bucket        = "acl-repaired"
  force_destroy = true
}

resource "aws_s3_bucket_acl" "acl_repaired" {
  bucket = aws_s3_bucket.acl_repaired.id
  acl    = "private"
}

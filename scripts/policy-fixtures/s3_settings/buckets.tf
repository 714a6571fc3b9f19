# S3-028 (cors_…)

locals {
  cors = {
    reads     = { origins = ["*"], methods = ["GET", "HEAD"] }
    writes    = { origins = ["https://example.com", "*"], methods = ["GET", "PUT"] }
    exact     = { origins = ["https://example.com"], methods = ["POST", "DELETE"] }
    undecided = { origins = [terraform_data.later.output], methods = ["PUT"] }
  }
}

resource "aws_s3_bucket_cors_configuration" "cors" {
  for_each = local.cors
  bucket   = "cors"
  cors_rule {
    allowed_origins = each.value.origins
    allowed_methods = each.value.methods
  }
}

resource "aws_s3_bucket" "cors_inline" {
  cors_rule {
    allowed_origins = ["*"]
    allowed_methods = ["DELETE"]
  }
}

# S3-029 (site_…)

resource "aws_s3_bucket_website_configuration" "site_named" {
  for_each = toset(["site-approved", "site-other"])
  bucket   = each.key
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket" "site_linked" {
  bucket = "site-approved"
}

resource "aws_s3_bucket_website_configuration" "site_linked" {
  bucket = aws_s3_bucket.site_linked.id
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket_website_configuration" "site_unknown" {
  bucket = terraform_data.later.output
  index_document {
    suffix = "index.html"
  }
}

resource "aws_s3_bucket" "site_inline" {
  bucket = "site-inline"
  website {
    index_document = "index.html"
  }
}

# S3-030 (destroy_…)

resource "aws_s3_bucket" "destroy" {
  for_each      = { production = "prod", test = "test", undecided = terraform_data.later.output }
  force_destroy = true
  tags          = { Environment = each.value }
}

resource "aws_s3_bucket" "destroy_untagged" {
  force_destroy = true
}

resource "aws_s3_bucket" "destroy_kept" {
  force_destroy = false
  tags          = { Environment = "prod" }
}

resource "aws_s3_bucket" "destroy_unknown" {
  force_destroy = terraform_data.later.output == "later"
  tags          = { Environment = "prod" }
}

module "module" {
  source   = "./modules/settings"
  for_each = { good = true, bad = false }
  good     = each.value
}

# S3-035 (moved_…)

resource "aws_s3_bucket" "moved_nothing" {
  bucket = "moved-nothing"
}

resource "aws_s3_bucket" "moved_acl" {
  acl = "private"
}

resource "aws_s3_bucket" "moved_two" {
  policy = terraform_data.later.output
  versioning {
    enabled = true
  }
}

# The state shows what its companions have made.
resource "aws_s3_bucket" "moved_already" {
  bucket        = "moved-already"
  force_destroy = true
  tags          = { Environment = "test" }
}

# S3-036 (name_…)

resource "aws_s3_bucket" "name" {
  for_each = toset(["name-good", "name.dotted", "name-UPPER"])
  bucket   = each.key
}

resource "aws_s3_bucket" "name_prefix" {
  for_each      = toset(["name-good-", "name.dotted-"])
  bucket_prefix = each.key
}

resource "aws_s3_bucket" "name_generated" {}

resource "aws_s3_bucket" "name_unknown" {
  bucket = terraform_data.later.output
}

# S3-037 (object_…)

resource "aws_s3_object" "object_acl" {
  for_each = toset(["private", "public-read", "public-read-write", "authenticated-read"])
  bucket   = "objects"
  key      = each.key
  acl      = each.key
}

resource "aws_s3_object" "object_encrypted" {
  for_each               = toset(["AES256", "aws:kms"])
  bucket                 = "objects"
  key                    = each.key
  server_side_encryption = each.key
}

resource "aws_s3_object" "object_bare" {
  bucket = "objects"
  key    = "bare"
}

resource "aws_s3_object" "object_unknown" {
  bucket                 = "objects"
  key                    = "unknown"
  acl                    = terraform_data.later.output
  server_side_encryption = terraform_data.later.output
}

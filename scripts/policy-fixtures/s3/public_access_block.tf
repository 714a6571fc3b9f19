# S3-004. The case's name is the first part of each label: pab_…

resource "aws_s3_bucket" "pab_missing" {
  bucket = "pab-missing"
}

resource "aws_s3_bucket" "pab_by_name" {
  bucket = "pab-by-name"
}

resource "aws_s3_bucket_public_access_block" "pab_by_name" {
  bucket = "pab-by-name"
}

resource "aws_s3_bucket" "pab_by_reference" {}

resource "aws_s3_bucket_public_access_block" "pab_by_reference" {
  bucket = aws_s3_bucket.pab_by_reference.id
}

# Through another companion.
resource "aws_s3_bucket" "pab_indirect" {}

resource "aws_s3_bucket_versioning" "pab_indirect" {
  bucket = aws_s3_bucket.pab_indirect.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "pab_indirect" {
  bucket = aws_s3_bucket_versioning.pab_indirect.bucket
}

# The second instance has none.
resource "aws_s3_bucket" "pab_instances" {
  for_each = toset(["linked", "missing"])
}

resource "aws_s3_bucket_public_access_block" "pab_instances" {
  for_each = toset(["linked"])
  bucket   = aws_s3_bucket.pab_instances[each.key].id
}

resource "aws_s3_bucket" "pab_each_value" {
  for_each = toset(["a", "b.module.c[0]"])
}

resource "aws_s3_bucket_public_access_block" "pab_each_value" {
  for_each = aws_s3_bucket.pab_each_value
  bucket   = each.value.id
}

resource "aws_s3_bucket" "pab_counted" {
  count = 2
}

resource "aws_s3_bucket_public_access_block" "pab_counted" {
  count  = 2
  bucket = aws_s3_bucket.pab_counted[count.index].id
}

resource "aws_s3_bucket" "pab_one_index" {
  count = 2
}

resource "aws_s3_bucket_public_access_block" "pab_one_index" {
  bucket = aws_s3_bucket.pab_one_index[0].id
}

# bucket and block together in a module
module "pab_module" {
  source  = "./modules/bucket"
  blocked = true
}

module "pab_module_without" {
  source  = "./modules/bucket"
  blocked = false
}

module "pab_module_instances" {
  source   = "./modules/bucket"
  for_each = { linked = true, missing = false }
  blocked  = each.value
}

# the bucket of a module, blocked by a sibling module: output, then variable
module "pab_output" {
  source   = "./modules/bucket"
  for_each = toset(["x", "y"])
  blocked  = false
}

module "pab_variable" {
  source   = "./modules/block"
  for_each = toset(["x", "y"])
  bucket   = module.pab_output[each.key].id
}

# The plan lists the call's for_each, not the value of each.value.
module "pab_module_for_each" {
  source  = "./modules/bucket"
  blocked = false
}

resource "aws_s3_bucket_public_access_block" "pab_module_for_each" {
  for_each = { only = module.pab_module_for_each.id }
  bucket   = each.value
}

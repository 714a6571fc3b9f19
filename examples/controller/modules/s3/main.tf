locals {
  names = { for key, bucket in var.buckets : key => coalesce(bucket.bucket_name, key) }

  # What JSON documents leave to the deployment. IAM's own variables have a colon and stay: ${aws:username}.
  texts = { for name in toset(compact([for bucket in var.buckets : bucket.bucket_policy_file])) : name => file("${path.root}/${name}") }
  documents = {
    for name, text in local.texts : name => replace(replace(replace(text,
      "$${account_id}", var.account_id),
      "$${region}", var.region),
    "$${vpc_endpoint_id}", strcontains(text, "$${vpc_endpoint_id}") ? var.vpc_endpoint_id : "")
  }

  log_targets = toset([for bucket in var.buckets : bucket.access_log_bucket if bucket.access_log_bucket != null])

  receives_access_logs = {
    for key, bucket in var.buckets : key => bucket.receives_access_logs || contains(local.log_targets, local.names[key])
  }

  # The ARN is built from the name, so that the whole policy is known when it is planned and can be judged then.
  arns = { for key, name in local.names : key => "arn:aws:s3:::${name}" }

  policies = {
    for key, bucket in var.buckets : key => jsonencode({
      Version = "2012-10-17"
      Statement = concat(
        [{
          Sid       = "DenyInsecureTransport"
          Effect    = "Deny"
          Principal = { AWS = "*" }
          Action    = "s3:*"
          Resource  = [local.arns[key], "${local.arns[key]}/*"]
          Condition = { Bool = { "aws:SecureTransport" = "false" } }
        }],
        [for restricted in bucket.vpc_endpoint_only ? [true] : [] : {
          Sid       = "DenyOutsideVpcEndpoint"
          Effect    = "Deny"
          Principal = { AWS = "*" }
          Action    = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
          Resource  = "${local.arns[key]}/*"
          Condition = { StringNotEquals = { "aws:SourceVpce" = var.vpc_endpoint_id } }
        }],
        [for allowed in local.receives_access_logs[key] ? [true] : [] : {
          Sid       = "AllowAccessLogs"
          Effect    = "Allow"
          Principal = { Service = "logging.s3.amazonaws.com" }
          Action    = "s3:PutObject"
          Resource  = "${local.arns[key]}/*"
          Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
        }],
        flatten([for name in bucket.bucket_policy_file[*] : jsondecode(local.documents[name]).Statement]),
      )
    })
  }
}

resource "aws_s3_bucket" "this" {
  for_each = var.buckets

  bucket        = local.names[each.key]
  force_destroy = each.value.force_destroy
  tags          = each.value.tags

  lifecycle {
    precondition {
      condition     = !each.value.vpc_endpoint_only || var.vpc_endpoint_id != null
      error_message = "${each.key}: vpc_endpoint_only needs the region's endpoint in accounts.yaml (vpc_interface_endpoints)."
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = { for key, bucket in var.buckets : key => bucket if bucket.block_public_access }

  bucket                  = aws_s3_bucket.this[each.key].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].bucket

  rule {
    bucket_key_enabled = each.value.encryption == "aws:kms"

    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.encryption
      kms_master_key_id = each.value.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].bucket

  versioning_configuration {
    status = each.value.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = { for key, bucket in var.buckets : key => bucket if bucket.lifecycle != null }

  bucket = aws_s3_bucket.this[each.key].bucket

  rule {
    id     = "clean-up"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = each.value.lifecycle.abort_multipart_days
    }

    noncurrent_version_expiration {
      noncurrent_days = each.value.lifecycle.noncurrent_expire_days
    }

    dynamic "expiration" {
      for_each = each.value.lifecycle.expire_days[*]

      content {
        days = expiration.value
      }
    }
  }

  # Rules for old versions mean something only once versions exist.
  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_policy" "this" {
  for_each = var.buckets

  bucket = aws_s3_bucket.this[each.key].bucket
  policy = local.policies[each.key]

  # S3 answers 409 when the two change at the same moment.
  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_logging" "this" {
  for_each = { for key, bucket in var.buckets : key => bucket if bucket.access_log_bucket != null }

  bucket        = aws_s3_bucket.this[each.key].bucket
  target_bucket = each.value.access_log_bucket
  target_prefix = "${local.names[each.key]}/"

  # The target's policy is what lets S3 write there.
  depends_on = [aws_s3_bucket_policy.this]
}

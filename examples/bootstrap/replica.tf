# replica_region: a copy of every object in a second region.
locals {
  replicate      = var.create_state_bucket && var.replica_region != null
  replica_bucket = "${var.state_bucket}-replica"
  replica_arn    = "arn:aws:s3:::${local.replica_bucket}"
}

resource "aws_s3_bucket" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket              = local.replica_bucket
  object_lock_enabled = var.object_lock

  lifecycle {
    prevent_destroy = true

    precondition {
      condition     = var.replica_region != var.region
      error_message = "replica_region must be another region than region."
    }

    precondition {
      condition     = var.encryption == "AES256"
      error_message = "replica_region needs encryption = \"AES256\": a key of one region cannot encrypt in another."
    }
  }
}

resource "aws_s3_bucket_public_access_block" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket                  = aws_s3_bucket.replica[0].bucket
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket = aws_s3_bucket.replica[0].bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_versioning" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket = aws_s3_bucket.replica[0].bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket = aws_s3_bucket.replica[0].bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket = aws_s3_bucket.replica[0].bucket

  rule {
    id     = "replaced-versions"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }

    noncurrent_version_expiration {
      noncurrent_days = var.noncurrent_expire_days
    }
  }

  depends_on = [aws_s3_bucket_versioning.replica]
}

resource "aws_s3_bucket_policy" "replica" {
  count    = local.replicate ? 1 : 0
  provider = aws.replica

  bucket = aws_s3_bucket.replica[0].bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DenyInsecureTransport"
      Effect    = "Deny"
      Principal = { AWS = "*" }
      Action    = "s3:*"
      Resource  = [local.replica_arn, "${local.replica_arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.replica]
}

resource "aws_iam_role" "replication" {
  count = local.replicate ? 1 : 0

  name                 = "${var.apply_role_name}StateReplication"
  description          = "tf-orchestrator: S3 copies the state bucket"
  permissions_boundary = var.roles_permissions_boundary_arn

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "s3.amazonaws.com" }
      Action    = "sts:AssumeRole"
      Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
    }]
  })
}

resource "aws_iam_role_policy" "replication" {
  count = local.replicate ? 1 : 0

  name = "replication"
  role = aws_iam_role.replication[0].name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource = [local.bucket_arn] },
      {
        Effect   = "Allow"
        Action   = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging", "s3:GetObjectRetention", "s3:GetObjectLegalHold"]
        Resource = ["${local.bucket_arn}/*"]
      },
      { Effect = "Allow", Action = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"], Resource = ["${local.replica_arn}/*"] },
    ]
  })
}

resource "aws_s3_bucket_replication_configuration" "state" {
  count = local.replicate ? 1 : 0

  bucket = aws_s3_bucket.state[0].bucket
  role   = aws_iam_role.replication[0].arn

  rule {
    id     = "all"
    status = "Enabled"

    filter {}

    # What is deleted here stays there.
    delete_marker_replication {
      status = "Disabled"
    }

    destination {
      bucket = aws_s3_bucket.replica[0].arn
    }
  }

  depends_on = [aws_s3_bucket_versioning.state, aws_s3_bucket_versioning.replica]
}

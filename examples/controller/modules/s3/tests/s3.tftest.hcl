# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    buckets = {
      "arj-prod-thing" = {

      }
    }
  }

  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.this["arj-prod-thing"].rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "not encrypted with KMS"
  }

  assert {
    condition     = aws_s3_bucket_public_access_block.this["arj-prod-thing"].restrict_public_buckets
    error_message = "not private"
  }

  assert {
    condition     = one(aws_s3_bucket_versioning.this["arj-prod-thing"].versioning_configuration).status == "Enabled"
    error_message = "not versioned"
  }

  assert {
    condition     = strcontains(aws_s3_bucket_policy.this["arj-prod-thing"].policy, "DenyInsecureTransport")
    error_message = "plain HTTP is not refused"
  }
}

run "refuses_other_encryption" {
  command = plan

  variables {
    buckets = {
      "arj-prod-thing" = {
        encryption = "DES"
      }
    }
  }

  expect_failures = [var.buckets]
}

run "refuses_a_key_without_kms" {
  command = plan

  variables {
    buckets = {
      "arj-prod-thing" = {
        encryption  = "AES256"
        kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      }
    }
  }

  expect_failures = [var.buckets]
}

run "refuses_a_name_that_s3_does_not_take" {
  command = plan

  variables {
    buckets = {
      "arj-prod-thing" = {
        bucket_name = "Thing_1"
      }
    }
  }

  expect_failures = [var.buckets]
}

run "refuses_a_lifecycle_of_no_days" {
  command = plan

  variables {
    buckets = {
      "arj-prod-thing" = {
        lifecycle = { expire_days = 0 }
      }
    }
  }

  expect_failures = [var.buckets]
}

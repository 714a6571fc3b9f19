# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
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

run "a_document_has_the_account_the_region_and_the_endpoint_of_the_deployment_in_it" {
  command = plan

  variables {
    buckets = {
      "arj-prod-thing" = {
        bucket_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_s3_bucket_policy.this["arj-prod-thing"].policy).Statement[1] == {
      Sid       = "OwnTeam"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::123456789012:root" }
      Action    = "s3:GetObject"
      Resource  = "*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1", "aws:RequestedRegion" = "us-east-1", "aws:ResourceTag/Team" = "$${aws:PrincipalTag/Team}" } }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}

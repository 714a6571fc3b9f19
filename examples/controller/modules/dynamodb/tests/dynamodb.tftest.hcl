# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    tables = {
      "arj-prod-thing" = {
        hash_key   = "id"
        attributes = { id = "S" }
      }
    }
  }

  assert {
    condition     = one(aws_dynamodb_table.this["arj-prod-thing"].point_in_time_recovery).enabled
    error_message = "no recovery"
  }

  assert {
    condition     = one(aws_dynamodb_table.this["arj-prod-thing"].server_side_encryption).enabled
    error_message = "not encrypted"
  }

  assert {
    condition     = aws_dynamodb_table.this["arj-prod-thing"].deletion_protection_enabled
    error_message = "not protected"
  }
}

run "refuses_a_type_that_dynamodb_does_not_know" {
  command = plan

  variables {
    tables = {
      "arj-prod-thing" = {
        hash_key   = "id"
        attributes = { id = "string" }
      }
    }
  }

  expect_failures = [var.tables]
}

run "refuses_an_attribute_that_is_no_key" {
  command = plan

  variables {
    tables = {
      "arj-prod-thing" = {
        hash_key   = "id"
        attributes = { id = "S", more = "S" }
      }
    }
  }

  expect_failures = [var.tables]
}

run "refuses_a_recovery_beyond_the_limit" {
  command = plan

  variables {
    tables = {
      "arj-prod-thing" = {
        hash_key      = "id"
        attributes    = { id = "S" }
        recovery_days = 36
      }
    }
  }

  expect_failures = [var.tables]
}

run "refuses_an_alias_for_a_key" {
  command = plan

  variables {
    tables = {
      "arj-prod-thing" = {
        hash_key    = "id"
        attributes  = { id = "S" }
        kms_key_arn = "alias/thing"
      }
    }
  }

  expect_failures = [var.tables]
}

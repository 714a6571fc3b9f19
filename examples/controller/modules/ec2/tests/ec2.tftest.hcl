# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {
  mock_data "aws_default_tags" {
    defaults = {
      tags = { ManagedBy = "Terraform" }
    }
  }
}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id             = "ami-0123456789abcdef0"
        subnet_id          = "subnet-0123456789abcdef0"
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  assert {
    condition     = one(aws_instance.this["arj-prod-thing"].metadata_options).http_tokens == "required"
    error_message = "IMDSv1 answers"
  }

  assert {
    condition     = one(aws_instance.this["arj-prod-thing"].root_block_device).encrypted
    error_message = "not encrypted"
  }

  assert {
    condition     = !aws_instance.this["arj-prod-thing"].associate_public_ip_address && aws_instance.this["arj-prod-thing"].disable_api_termination
    error_message = "public, or not protected"
  }
}

run "refuses_what_is_no_image" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id             = "amazon-linux"
        subnet_id          = "subnet-0123456789abcdef0"
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_what_is_no_subnet" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id             = "ami-0123456789abcdef0"
        subnet_id          = "private-a"
        security_group_ids = ["sg-0123456789abcdef0"]
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_no_security_group" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id             = "ami-0123456789abcdef0"
        subnet_id          = "subnet-0123456789abcdef0"
        security_group_ids = []
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_too_small_a_volume" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id             = "ami-0123456789abcdef0"
        subnet_id          = "subnet-0123456789abcdef0"
        security_group_ids = ["sg-0123456789abcdef0"]
        root_volume_gib    = 1
      }
    }
  }

  expect_failures = [var.instances]
}

run "refuses_metadata_for_everybody" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id             = "ami-0123456789abcdef0"
        subnet_id          = "subnet-0123456789abcdef0"
        security_group_ids = ["sg-0123456789abcdef0"]
        metadata_hops      = 64
      }
    }
  }

  expect_failures = [var.instances]
}

run "a_document_has_the_account_the_region_and_the_endpoint_of_the_deployment_in_it" {
  command = plan

  variables {
    instances = {
      "arj-prod-thing" = {
        ami_id                  = "ami-0123456789abcdef0"
        subnet_id               = "subnet-0123456789abcdef0"
        security_group_ids      = ["sg-0123456789abcdef0"]
        permissions_policy_file = "tests/placeholders.json"
      }
    }
    vpc_endpoint_id = "vpce-1"
  }

  assert {
    condition = jsondecode(aws_iam_policy.own["arj-prod-thing"].policy).Statement[0] == {
      Sid       = "OwnTeam"
      Effect    = "Allow"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::things-123456789012-us-east-1/$${aws:PrincipalTag/Team}/*"
      Condition = { StringEquals = { "aws:SourceVpce" = "vpce-1" } }
    }
    error_message = "the placeholders are not those of the deployment, or IAM's own variable is gone"
  }
}

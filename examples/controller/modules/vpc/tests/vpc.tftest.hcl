# Without AWS: terraform init, then terraform test, in this module's folder.
mock_provider "aws" {}

variables {
  account_id = "123456789012"
  region     = "us-east-1"
}

run "an_entry_with_nothing_but_what_is_required_is_safe" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block      = "10.0.0.0/16"
        private_subnets = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" }, b = { zone = "us-east-1b", cidr_block = "10.0.16.0/20" } }
      }
    }
  }

  assert {
    condition     = aws_flow_log.this["arj-prod-thing"].traffic_type == "ALL"
    error_message = "no flow log"
  }

  assert {
    condition     = aws_default_security_group.this["arj-prod-thing"].tags.Name == "arj-prod-thing-default"
    error_message = "the default group is open"
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.private : !subnet.map_public_ip_on_launch])
    error_message = "public addresses"
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 4 && length(aws_vpc_endpoint.gateway) == 2
    error_message = "endpoints are missing"
  }
}

run "refuses_what_is_no_range" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block      = "10.0.0.0"
        private_subnets = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" }, b = { zone = "us-east-1b", cidr_block = "10.0.16.0/20" } }
      }
    }
  }

  expect_failures = [var.vpcs]
}

run "refuses_a_subnet_without_range" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block      = "10.0.0.0/16"
        private_subnets = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" }, b = { zone = "us-east-1b", cidr_block = "10.0.16.0/20" } }
        public_subnets  = { p = { zone = "us-east-1a", cidr_block = "big" } }
      }
    }
  }

  expect_failures = [var.vpcs]
}

run "refuses_one_zone" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block      = "10.0.0.0/16"
        private_subnets = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" } }
      }
    }
  }

  expect_failures = [var.vpcs]
}

run "refuses_a_gateway_in_no_public_subnet" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block         = "10.0.0.0/16"
        private_subnets    = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" }, b = { zone = "us-east-1b", cidr_block = "10.0.16.0/20" } }
        nat_gateway_subnet = "a"
      }
    }
  }

  expect_failures = [var.vpcs]
}

run "refuses_one_name_for_two_subnets" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block      = "10.0.0.0/16"
        private_subnets = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" }, b = { zone = "us-east-1b", cidr_block = "10.0.16.0/20" } }
        public_subnets  = { a = { zone = "us-east-1a", cidr_block = "10.0.32.0/24" } }
      }
    }
  }

  expect_failures = [var.vpcs]
}

run "refuses_logs_that_are_lost_at_once" {
  command = plan

  variables {
    vpcs = {
      "arj-prod-thing" = {
        cidr_block         = "10.0.0.0/16"
        private_subnets    = { a = { zone = "us-east-1a", cidr_block = "10.0.0.0/20" }, b = { zone = "us-east-1b", cidr_block = "10.0.16.0/20" } }
        log_retention_days = 0
      }
    }
  }

  expect_failures = [var.vpcs]
}

run "a_security_group_without_rules_has_none" {
  command = plan

  variables {
    security_groups = {
      "arj-prod-thing" = {
        description = "Things"
        vpc_id      = "vpc-0123456789abcdef0"
      }
    }
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.this) + length(aws_vpc_security_group_egress_rule.this) == 0
    error_message = "something is let through"
  }
}

run "refuses_a_group_of_two_networks" {
  command = plan

  variables {
    security_groups = {
      "arj-prod-thing" = {
        description = "Things"
        vpc_id      = "vpc-0123456789abcdef0"
        vpc_config  = "arj-prod-other"
      }
    }
  }

  expect_failures = [var.security_groups]
}

run "refuses_a_group_of_an_unknown_network" {
  command = plan

  variables {
    security_groups = {
      "arj-prod-thing" = {
        description = "Things"
        vpc_id      = null
        vpc_config  = "arj-prod-other"
      }
    }
  }

  expect_failures = [var.security_groups]
}

run "refuses_a_rule_for_nobody" {
  command = plan

  variables {
    security_groups = {
      "arj-prod-thing" = {
        description = "Things"
        vpc_id      = "vpc-0123456789abcdef0"
        ingress     = { web = { description = "Web", port = 443 } }
      }
    }
  }

  expect_failures = [var.security_groups]
}

run "refuses_a_rule_without_port" {
  command = plan

  variables {
    security_groups = {
      "arj-prod-thing" = {
        description = "Things"
        vpc_id      = "vpc-0123456789abcdef0"
        egress      = { web = { description = "Web", cidr_block = "10.0.0.0/16" } }
      }
    }
  }

  expect_failures = [var.security_groups]
}

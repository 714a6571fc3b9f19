# VPC-001 (flow_…), VPC-003 (lock_…): which VPC the companions name is known only after apply.

resource "aws_vpc" "flow_any" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_flow_log" "any" {
  vpc_id          = terraform_data.later.output
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_vpc" "lock_any" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "any" {
  vpc_id = terraform_data.later.output
}

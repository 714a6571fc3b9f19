# VPC-001 (flow_…), VPC-002 (traffic_…), VPC-003 (lock_…), VPC-004 (home_…), VPC-019 (mapped_…), VPC-024 (policy_…),
# VPC-025 (accept_…), VPC-026 (guest_…), VPC-033 (range_…), VPC-034 (dns_…), VPC-036 (api_…)

resource "aws_vpc" "flow_logged" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_flow_log" "traffic_all" {
  vpc_id          = aws_vpc.flow_logged.id
  traffic_type    = "ALL"
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_vpc" "flow_missing" {
  cidr_block = "10.2.0.0/16"
}

# The flow log of a subnet is not the VPC's.
resource "aws_subnet" "flow" {
  vpc_id     = aws_vpc.flow_missing.id
  cidr_block = "10.2.1.0/24"
}

resource "aws_flow_log" "traffic_accept" {
  subnet_id       = aws_subnet.flow.id
  traffic_type    = "ACCEPT"
  log_destination = "arn:aws:s3:::logs"
}

# Its flow log may be in another state.
resource "aws_vpc" "flow_existing" {
  cidr_block = "10.3.0.0/16"
  tags       = { Name = "new" }
}

module "flow_module" {
  source   = "./modules/network"
  for_each = { logged = true, missing = false }
  logged   = each.value
}

resource "aws_flow_log" "traffic_reject" {
  eni_id          = "eni-1"
  traffic_type    = "REJECT"
  log_destination = "arn:aws:s3:::logs"
}

resource "aws_flow_log" "traffic_unknown" {
  eni_id          = "eni-1"
  traffic_type    = terraform_data.later.output
  log_destination = "arn:aws:s3:::logs"
}

module "traffic_module" {
  source       = "./modules/network"
  traffic_type = "ACCEPT"
}

resource "aws_vpc" "lock_closed" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "lock_closed" {
  vpc_id = aws_vpc.lock_closed.id
}

resource "aws_vpc" "lock_open" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "lock_open" {
  vpc_id = aws_vpc.lock_open.id

  ingress {
    protocol  = -1
    self      = true
    from_port = 0
    to_port   = 0
  }
}

resource "aws_vpc" "lock_missing" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_default_security_group" "lock_unknown" {
  vpc_id  = "vpc-9"
  ingress = []
  egress  = terraform_data.later_rules.output
}

resource "terraform_data" "later_rules" {
  input = [{
    description      = "", protocol = "-1", from_port = 0, to_port = 0, self = false
    cidr_blocks      = ["10.0.0.0/8"]
    ipv6_cidr_blocks = [], prefix_list_ids = [], security_groups = []
  }]
}

module "lock_module" {
  source = "./modules/network"
}

resource "aws_default_vpc" "home_vpc" {}

resource "aws_default_subnet" "home_subnet" {
  availability_zone = "us-east-1a"
}

resource "aws_vpc" "home_own" {
  cidr_block = "10.1.0.0/16"
}

module "home_module" {
  source = "./modules/network"
  home   = true
}

resource "aws_subnet" "mapped_open" {
  vpc_id                  = "vpc-9"
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
}

resource "aws_subnet" "mapped_public" {
  vpc_id                  = "vpc-9"
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
  tags                    = { Tier = "public" }
}

resource "aws_subnet" "mapped_private" {
  vpc_id                  = "vpc-9"
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
  tags                    = { Tier = "private" }
}

resource "aws_subnet" "mapped_off" {
  vpc_id     = "vpc-9"
  cidr_block = "10.1.1.0/24"
}

resource "aws_subnet" "mapped_unknown" {
  vpc_id                  = "vpc-9"
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = length(terraform_data.later.output) > 1
}

resource "aws_subnet" "mapped_unknown_tag" {
  vpc_id                  = "vpc-9"
  cidr_block              = "10.1.1.0/24"
  map_public_ip_on_launch = true
  tags                    = { Tier = terraform_data.later.output }
}

resource "aws_default_subnet" "mapped_default" {
  availability_zone       = "us-east-1b"
  map_public_ip_on_launch = true
}

module "mapped_module" {
  source = "./modules/network"
}

locals {
  everything = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Principal = "*", Action = "*", Resource = "*" }]
  })
  organisation = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "*"
      Resource  = "*"
      Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }
    }]
  })
}

resource "aws_vpc_endpoint" "policy_missing" {
  vpc_id       = "vpc-9"
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_vpc_endpoint" "policy_open" {
  vpc_id       = "vpc-9"
  service_name = "com.amazonaws.us-east-1.s3"
  policy       = local.everything
}

resource "aws_vpc_endpoint" "policy_limited" {
  vpc_id            = "vpc-9"
  service_name      = "com.amazonaws.us-east-1.sqs"
  vpc_endpoint_type = "Interface"
  policy            = local.organisation
}

resource "aws_vpc_endpoint" "policy_unknown" {
  vpc_id       = "vpc-9"
  service_name = "com.amazonaws.us-east-1.s3"
  policy       = terraform_data.later.output
}

resource "aws_vpc_endpoint" "policy_linked" {
  vpc_id       = "vpc-9"
  service_name = "com.amazonaws.us-east-1.s3"
}

resource "aws_vpc_endpoint_policy" "policy_companion" {
  vpc_endpoint_id = aws_vpc_endpoint.policy_linked.id
  policy          = local.organisation
}

resource "aws_vpc_endpoint_policy" "policy_companion_open" {
  vpc_endpoint_id = "vpce-1"
  policy          = local.everything
}

# Endpoints of load balancers have no policy.
resource "aws_vpc_endpoint" "policy_load_balancer" {
  vpc_id            = "vpc-9"
  service_name      = "com.amazonaws.vpce.us-east-1.vpce-svc-1"
  vpc_endpoint_type = "GatewayLoadBalancer"
  subnet_ids        = ["subnet-1"]
}

module "policy_module" {
  source   = "./modules/network"
  endpoint = true
}

resource "aws_vpc_endpoint_service" "accept_open" {
  acceptance_required        = false
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
}

resource "aws_vpc_endpoint_service" "accept_by_hand" {
  acceptance_required        = true
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
}

resource "aws_vpc_endpoint_service" "accept_unknown" {
  acceptance_required        = length(terraform_data.later.output) > 1
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
}

module "accept_module" {
  source   = "./modules/network"
  provided = true
}

resource "aws_vpc_endpoint_service" "guest_everyone" {
  acceptance_required        = true
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
  allowed_principals         = ["arn:aws:iam::111111111111:root", "*"]
}

resource "aws_vpc_endpoint_service" "guest_named" {
  acceptance_required        = true
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
  allowed_principals         = ["arn:aws:iam::111111111111:root"]
}

resource "aws_vpc_endpoint_service" "guest_unset" {
  acceptance_required        = true
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:111111111111:loadbalancer/net/a/b"]
}

resource "aws_vpc_endpoint_service_allowed_principal" "guest_principal" {
  vpc_endpoint_service_id = "vpce-svc-1"
  principal_arn           = "*"
}

resource "aws_vpc_endpoint_service_allowed_principal" "guest_principal_named" {
  vpc_endpoint_service_id = "vpce-svc-1"
  principal_arn           = "arn:aws:iam::111111111111:root"
}

resource "aws_vpc_endpoint_service_allowed_principal" "guest_principal_unknown" {
  vpc_endpoint_service_id = "vpce-svc-1"
  principal_arn           = terraform_data.later.output
}

module "guest_module" {
  source   = "./modules/network"
  provided = true
}

resource "aws_vpc" "range_public" {
  cidr_block = "172.32.0.0/16"
}

resource "aws_vpc" "range_private" {
  for_each   = toset(["10.0.0.0/16", "172.31.0.0/16", "192.168.1.0/24", "100.127.0.0/16"])
  cidr_block = each.value
}

resource "aws_vpc" "range_pool" {
  ipv4_ipam_pool_id   = "ipam-pool-1"
  ipv4_netmask_length = 20
}

resource "aws_vpc_ipv4_cidr_block_association" "range_more" {
  vpc_id     = "vpc-9"
  cidr_block = "100.128.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "range_more_private" {
  vpc_id     = "vpc-9"
  cidr_block = "10.9.0.0/16"
}

resource "aws_vpc_ipv4_cidr_block_association" "range_more_unknown" {
  vpc_id     = "vpc-9"
  cidr_block = terraform_data.later.output
}

module "range_module" {
  source = "./modules/network"
  range  = "11.0.0.0/16"
}

resource "aws_vpc" "dns_off" {
  cidr_block         = "10.1.0.0/16"
  enable_dns_support = false
}

resource "aws_vpc" "dns_default" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc" "dns_unknown" {
  cidr_block         = "10.1.0.0/16"
  enable_dns_support = length(terraform_data.later.output) > 1
}

module "dns_module" {
  source = "./modules/network"
  dns    = false
}

resource "aws_vpc" "api_both" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_endpoint" "api" {
  for_each     = toset(["s3", "ecr.api"])
  vpc_id       = aws_vpc.api_both.id
  service_name = "com.amazonaws.us-east-1.${each.key}"
  policy       = local.organisation
}

resource "aws_vpc" "api_one" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_endpoint" "api_one" {
  vpc_id       = aws_vpc.api_one.id
  service_name = "com.amazonaws.us-east-1.s3"
  policy       = local.organisation
}

resource "aws_vpc" "api_unknown" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_vpc_endpoint" "api_unknown" {
  vpc_id       = aws_vpc.api_unknown.id
  service_name = "com.amazonaws.us-east-1.${terraform_data.later.output}"
  policy       = local.organisation
}

module "api_module" {
  source   = "./modules/network"
  endpoint = true
}

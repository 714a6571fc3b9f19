# VPC-027 (peer_…), VPC-028 (private_…), VPC-029 (hub_…), VPC-030 (tunnel_…), VPC-031 (visitor_…), VPC-032 (wall_…)

resource "aws_route" "peer_default" {
  route_table_id            = "rtb-1"
  destination_cidr_block    = "0.0.0.0/0"
  vpc_peering_connection_id = "pcx-1"
}

resource "aws_route" "peer_wide" {
  route_table_id            = "rtb-1"
  destination_cidr_block    = "10.0.0.0/15"
  vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
}

resource "aws_vpc_peering_connection" "peer" {
  vpc_id      = "vpc-1"
  peer_vpc_id = "vpc-2"
}

resource "aws_route" "peer_narrow" {
  route_table_id            = "rtb-1"
  destination_cidr_block    = "10.1.0.0/16"
  vpc_peering_connection_id = "pcx-1"
}

resource "aws_route" "peer_none" {
  route_table_id         = "rtb-1"
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = "nat-1"
}

resource "aws_route" "peer_unknown" {
  route_table_id            = "rtb-1"
  destination_cidr_block    = terraform_data.later.output
  vpc_peering_connection_id = "pcx-1"
}

resource "aws_route_table" "peer_block" {
  vpc_id = "vpc-1"

  route {
    cidr_block                = "10.0.0.0/8"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }
}

resource "aws_route_table" "peer_block_narrow" {
  vpc_id = "vpc-1"

  route {
    cidr_block                = "10.1.2.0/24"
    vpc_peering_connection_id = aws_vpc_peering_connection.peer.id
  }

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-1"
  }
}

module "peer_module" {
  source = "./modules/routes"
}

resource "aws_internet_gateway" "gateway" {
  vpc_id = "vpc-1"
}

resource "aws_vpn_gateway" "gateway" {
  vpc_id = "vpc-1"
}

resource "aws_route_table" "private_block" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.gateway.id
  }
}

resource "aws_route_table" "private_known" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-1"
  }
}

resource "aws_route_table" "private_nat" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = "nat-1"
  }
}

resource "aws_route_table" "private_vpn" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_vpn_gateway.gateway.id
  }
}

resource "aws_route_table" "private_narrow" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block = "198.51.100.0/24"
    gateway_id = aws_internet_gateway.gateway.id
  }
}

resource "aws_route_table" "private_unknown" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = terraform_data.later.output
  }
}

resource "aws_route_table" "private_not" {
  vpc_id = "vpc-1"
  tags   = { Tier = "public" }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.gateway.id
  }
}

resource "aws_route_table" "private_alone" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }
}

resource "aws_route" "private_route" {
  route_table_id         = aws_route_table.private_alone.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id
}

resource "aws_route" "private_route_nat" {
  route_table_id         = aws_route_table.private_alone.id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = "nat-1"
}

resource "aws_route" "private_route_elsewhere" {
  route_table_id         = "rtb-9"
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id
}

# The table stays as it is.
resource "aws_route_table" "existing" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }
}

resource "aws_route" "private_route_existing" {
  route_table_id         = aws_route_table.existing.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.gateway.id
}

module "private_module" {
  source = "./modules/routes"
}

resource "aws_ec2_transit_gateway" "hub_open" {
  auto_accept_shared_attachments = "enable"
}

resource "aws_ec2_transit_gateway" "hub_default" {}

resource "aws_ec2_transit_gateway" "hub_unknown" {
  auto_accept_shared_attachments = terraform_data.later.output
}

module "hub_module" {
  source = "./modules/routes"
}

resource "aws_vpn_connection" "tunnel_none" {
  customer_gateway_id = "cgw-1"
  transit_gateway_id  = "tgw-1"
  type                = "ipsec.1"
}

resource "aws_vpn_connection" "tunnel_one" {
  customer_gateway_id = "cgw-1"
  transit_gateway_id  = "tgw-1"
  type                = "ipsec.1"

  tunnel1_log_options {
    cloudwatch_log_options {
      log_enabled   = true
      log_group_arn = "arn:aws:logs:us-east-1:111111111111:log-group:vpn"
    }
  }

  tunnel2_log_options {
    cloudwatch_log_options {
      log_enabled = false
    }
  }
}

resource "aws_vpn_connection" "tunnel_both" {
  customer_gateway_id = "cgw-1"
  transit_gateway_id  = "tgw-1"
  type                = "ipsec.1"

  tunnel1_log_options {
    cloudwatch_log_options {
      log_enabled   = true
      log_group_arn = "arn:aws:logs:us-east-1:111111111111:log-group:vpn"
    }
  }

  tunnel2_log_options {
    cloudwatch_log_options {
      log_enabled   = true
      log_group_arn = "arn:aws:logs:us-east-1:111111111111:log-group:vpn"
    }
  }
}

resource "aws_vpn_connection" "tunnel_unknown" {
  customer_gateway_id = "cgw-1"
  transit_gateway_id  = "tgw-1"
  type                = "ipsec.1"

  tunnel1_log_options {
    cloudwatch_log_options {
      log_enabled   = length(terraform_data.later.output) > 1
      log_group_arn = "arn:aws:logs:us-east-1:111111111111:log-group:vpn"
    }
  }

  tunnel2_log_options {
    cloudwatch_log_options {
      log_enabled   = true
      log_group_arn = "arn:aws:logs:us-east-1:111111111111:log-group:vpn"
    }
  }
}

module "tunnel_module" {
  source = "./modules/routes"
}

resource "aws_ec2_client_vpn_endpoint" "visitor_off" {
  client_cidr_block      = "10.9.0.0/16"
  server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/a"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:us-east-1:111111111111:certificate/a"
  }

  connection_log_options {
    enabled = false
  }
}

resource "aws_ec2_client_vpn_endpoint" "visitor_on" {
  client_cidr_block      = "10.9.0.0/16"
  server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/a"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:us-east-1:111111111111:certificate/a"
  }

  connection_log_options {
    enabled              = true
    cloudwatch_log_group = "vpn"
  }
}

resource "aws_ec2_client_vpn_endpoint" "visitor_unknown" {
  client_cidr_block      = "10.9.0.0/16"
  server_certificate_arn = "arn:aws:acm:us-east-1:111111111111:certificate/a"

  authentication_options {
    type                       = "certificate-authentication"
    root_certificate_chain_arn = "arn:aws:acm:us-east-1:111111111111:certificate/a"
  }

  connection_log_options {
    enabled = length(terraform_data.later.output) > 1
  }
}

module "visitor_module" {
  source = "./modules/routes"
}

resource "aws_vpc_block_public_access_options" "wall_off" {
  internet_gateway_block_mode = "off"
}

resource "aws_vpc_block_public_access_options" "wall_ingress" {
  internet_gateway_block_mode = "block-ingress"
}

resource "aws_vpc_block_public_access_options" "wall_unknown" {
  internet_gateway_block_mode = terraform_data.later.output
}

module "wall_module" {
  source = "./modules/routes"
}

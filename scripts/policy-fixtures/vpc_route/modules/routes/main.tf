resource "aws_internet_gateway" "this" {
  vpc_id = "vpc-1"
}

resource "aws_route_table" "this" {
  vpc_id = "vpc-1"
  tags   = { Tier = "private" }

  route {
    cidr_block                = "10.0.0.0/8"
    vpc_peering_connection_id = "pcx-1"
  }
}

resource "aws_route" "this" {
  route_table_id         = aws_route_table.this.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this.id
}

resource "aws_ec2_transit_gateway" "this" {
  auto_accept_shared_attachments = "enable"
}

resource "aws_vpn_connection" "this" {
  customer_gateway_id = "cgw-1"
  transit_gateway_id  = aws_ec2_transit_gateway.this.id
  type                = "ipsec.1"
}

resource "aws_ec2_client_vpn_endpoint" "this" {
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

resource "aws_vpc_block_public_access_options" "this" {
  internet_gateway_block_mode = "off"
}

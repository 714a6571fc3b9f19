# Network ACLs, endpoints and gateways with everything open.
resource "aws_default_vpc" "default" {}

resource "aws_default_security_group" "default" {
  vpc_id = aws_default_vpc.default.id

  ingress {
    protocol  = -1
    from_port = 0
    to_port   = 0
    self      = true
  }
}

resource "aws_network_acl" "open" {
  vpc_id = aws_default_vpc.default.id

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl_rule" "ports" {
  for_each       = { ssh = 22, rdp = 3389, ftp = 21, ftp_data = 20 }
  network_acl_id = aws_network_acl.open.id
  rule_number    = 200 + each.value % 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = each.value
  to_port        = each.value
  cidr_block     = "0.0.0.0/0"
}

resource "aws_vpc_endpoint_service" "open" {
  acceptance_required        = false
  network_load_balancer_arns = ["arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/a/0123456789abcdef"]
}

resource "aws_ec2_transit_gateway" "open" {
  auto_accept_shared_attachments = "enable"
}

# VPC-020 (admin_…), VPC-021 (every_…), VPC-022 (ftp_…), VPC-023 (unused_…)

resource "aws_network_acl" "admin_open" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "admin_open_v6" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "deny"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no         = 110
    action          = "allow"
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    ipv6_cidr_block = "::/0"
  }
}

resource "aws_network_acl" "admin_refused" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 91
    action     = "deny"
    protocol   = "tcp"
    from_port  = 3000
    to_port    = 4000
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "admin_refused_late" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 110
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "admin_refused_in_part" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "admin_private" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "10.0.0.0/8"
  }
}

resource "aws_network_acl" "admin_web" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 443
    to_port    = 443
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "admin_unset" {
  vpc_id = "vpc-1"
}

resource "aws_network_acl" "admin_unknown" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = terraform_data.later.output
  }
}

resource "aws_network_acl" "admin_unknown_refusal" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = terraform_data.later.output
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_default_network_acl" "admin_default" {
  default_network_acl_id = "acl-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }
}

# The entries of one ACL are resources of their own.

resource "aws_network_acl" "admin_holder" {
  vpc_id = "vpc-1"
}

resource "aws_network_acl_rule" "admin_rule" {
  network_acl_id = "acl-2"
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "admin_rule_egress" {
  network_acl_id = "acl-2"
  rule_number    = 101
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  egress         = true
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "admin_rule_refused" {
  network_acl_id = aws_network_acl.admin_holder.id
  rule_number    = 200
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "admin_rule_refusal" {
  network_acl_id = aws_network_acl.admin_holder.id
  rule_number    = 150
  rule_action    = "deny"
  protocol       = "-1"
  from_port      = 0
  to_port        = 0
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "admin_rule_known_refused" {
  network_acl_id  = "acl-3"
  rule_number     = 200
  rule_action     = "allow"
  protocol        = "tcp"
  from_port       = 22
  to_port         = 22
  ipv6_cidr_block = "::/0"
}

resource "aws_network_acl_rule" "admin_rule_known_refusal" {
  network_acl_id  = "acl-3"
  rule_number     = 150
  rule_action     = "deny"
  protocol        = "tcp"
  from_port       = 22
  to_port         = 22
  ipv6_cidr_block = "::/0"
}

resource "aws_network_acl_rule" "admin_rule_unknown_number" {
  network_acl_id = aws_network_acl.admin_holder.id
  rule_number    = length(terraform_data.later.output)
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "0.0.0.0/0"
}

module "admin_module" {
  source = "./modules/acl"
  range  = "0.0.0.0/0"
}

resource "aws_network_acl" "every_protocol" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "every_port" {
  vpc_id = "vpc-1"

  ingress {
    rule_no         = 100
    action          = "allow"
    protocol        = "tcp"
    from_port       = 0
    to_port         = 65535
    ipv6_cidr_block = "::/0"
  }
}

resource "aws_network_acl" "every_private" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "10.0.0.0/8"
  }
}

resource "aws_default_network_acl" "every_default" {
  default_network_acl_id = "acl-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no         = 101
    action          = "allow"
    protocol        = "-1"
    from_port       = 0
    to_port         = 0
    ipv6_cidr_block = "::/0"
  }
}

resource "aws_default_network_acl" "every_default_more" {
  default_network_acl_id = "acl-1"

  ingress {
    rule_no    = 200
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl_rule" "every_unknown" {
  network_acl_id = "acl-2"
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "-1"
  from_port      = 0
  to_port        = 0
  cidr_block     = terraform_data.later.output
}

module "every_module" {
  source   = "./modules/acl"
  range    = "0.0.0.0/0"
  protocol = "-1"
  port     = 0
}

resource "aws_network_acl" "ftp_open" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 20
    to_port    = 21
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "ftp_v6" {
  vpc_id = "vpc-1"

  ingress {
    rule_no         = 100
    action          = "allow"
    protocol        = "tcp"
    from_port       = 20
    to_port         = 21
    ipv6_cidr_block = "::/0"
  }
}

resource "aws_network_acl" "ftp_private" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 21
    to_port    = 21
    cidr_block = "10.0.0.0/8"
  }
}

resource "aws_network_acl_rule" "ftp_rule" {
  network_acl_id = "acl-2"
  rule_number    = 100
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 21
  to_port        = 21
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "ftp_deny" {
  network_acl_id = "acl-2"
  rule_number    = 101
  rule_action    = "deny"
  protocol       = "tcp"
  from_port      = 21
  to_port        = 21
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "ftp_unknown" {
  network_acl_id = "acl-2"
  rule_number    = 102
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 21
  to_port        = 21
  cidr_block     = terraform_data.later.output
}

module "ftp_module" {
  source = "./modules/acl"
  range  = "0.0.0.0/0"
  port   = 21
}

resource "aws_network_acl" "unused_alone" {
  vpc_id = "vpc-1"
}

resource "aws_network_acl" "unused_subnets" {
  vpc_id     = "vpc-1"
  subnet_ids = ["subnet-1"]
}

resource "aws_network_acl" "unused_unknown" {
  vpc_id     = "vpc-1"
  subnet_ids = [terraform_data.later.output]
}

resource "aws_network_acl" "unused_linked" {
  vpc_id = "vpc-1"
}

resource "aws_network_acl_association" "linked" {
  network_acl_id = aws_network_acl.unused_linked.id
  subnet_id      = "subnet-1"
}

module "unused_module" {
  source = "./modules/acl"
  range  = "10.0.0.0/8"
}

# VPC-006 (rdp_…), VPC-007 (ipv6_…), VPC-008 (http_…), VPC-010 (risky_…), VPC-012 (share_…), VPC-013 (port_…), VPC-018 (range_…),
# VPC-037 (source_…)

resource "aws_security_group" "rdp_block" {
  ingress {
    protocol    = "tcp"
    from_port   = 3380
    to_port     = 3400
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "rdp_udp" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "udp"
  from_port         = 3389
  to_port           = 3389
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "rdp_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_vpc_security_group_ingress_rule" "rdp_other_port" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "rdp_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv4         = terraform_data.later.output
}

module "rdp_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
  port   = 3389
}

resource "aws_security_group" "ipv6_block" {
  ingress {
    protocol         = "tcp"
    from_port        = 22
    to_port          = 22
    cidr_blocks      = ["10.1.0.0/16"]
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "ipv6_protocol" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group" "ipv6_only_v4" {
  ingress {
    protocol         = "tcp"
    from_port        = 22
    to_port          = 22
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["fd00::/8"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "ipv6_web" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv6         = "::/0"
}

resource "aws_vpc_security_group_ingress_rule" "ipv6_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv6         = terraform_data.later.output
}

resource "aws_vpc_security_group_ingress_rule" "ipv6_unknown_v4" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = terraform_data.later.output
}

module "ipv6_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
}

resource "aws_default_security_group" "http_default" {
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "http_rule" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "http_udp" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "udp"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "http_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_security_group_rule" "http_unknown" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = length(terraform_data.later.output)
  to_port           = 90
  cidr_blocks       = ["0.0.0.0/0"]
}

module "http_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
  port   = 80
}

resource "aws_security_group" "risky_block" {
  ingress {
    protocol    = "tcp"
    from_port   = 8000
    to_port     = 9000
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "risky_sql_browser" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "udp"
  from_port         = 1434
  to_port           = 1434
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "risky_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8080
  to_port           = 8080
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_security_group_rule" "risky_web" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_ingress_rule" "risky_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 9200
  to_port           = 9200
  cidr_ipv4         = terraform_data.later.output
}

module "risky_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
  port   = 23
}

resource "aws_security_group" "share_block" {
  ingress {
    protocol    = "tcp"
    from_port   = 2049
    to_port     = 2049
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "share_portmapper" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "udp"
  from_port         = 111
  to_port           = 111
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "share_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 445
  to_port           = 445
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_vpc_security_group_ingress_rule" "share_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 445
  to_port           = 445
  cidr_ipv4         = terraform_data.later.output
}

module "share_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
  port   = 139
}

resource "aws_security_group" "port_web" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "port_span" {
  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 81
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "port_icmp" {
  ingress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "port_custom" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "port_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 8443
  to_port           = 8443
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_vpc_security_group_ingress_rule" "port_protocol" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = "0.0.0.0/0"
}

resource "aws_vpc_security_group_ingress_rule" "port_group" {
  security_group_id            = "sg-1"
  ip_protocol                  = "tcp"
  from_port                    = 8443
  to_port                      = 8443
  referenced_security_group_id = "sg-2"
}

resource "aws_security_group_rule" "port_unknown" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = length(terraform_data.later.output)
  to_port           = 443
  cidr_blocks       = ["0.0.0.0/0"]
}

module "port_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
  port   = 8444
}

resource "aws_security_group_rule" "range_eleven" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 1000
  to_port           = 1010
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "range_ten" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 1000
  to_port           = 1009
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "range_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = ["10.1.0.0/16"]
}

resource "aws_security_group_rule" "range_unknown" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 1000
  to_port           = length(terraform_data.later.output)
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "range_unknown_start" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = length(terraform_data.later.output)
  to_port           = 1000
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group" "range_protocol" {
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

module "range_module" {
  source   = "./modules/rule"
  range    = "0.0.0.0/0"
  protocol = "-1"
}

resource "aws_security_group" "source_block" {
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["10.1.0.0/16", "10.0.0.0/8"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "source_range" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = "192.168.0.0/16"
}

resource "aws_vpc_security_group_ingress_rule" "source_narrow" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = "192.168.7.0/24"
}

resource "aws_vpc_security_group_ingress_rule" "source_protocol" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_ingress_rule" "source_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = terraform_data.later.output
}

module "source_module" {
  source   = "./modules/rule"
  range    = "172.16.0.0/12"
  protocol = "-1"
}

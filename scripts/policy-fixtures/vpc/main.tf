# VPC-005 (ssh_…), VPC-009 (every_…), VPC-011 (database_…)

resource "aws_security_group" "ssh_block" {
  ingress {
    protocol    = "tcp"
    from_port   = 20
    to_port     = 30
    cidr_blocks = ["10.0.0.0/8", "0.0.0.0/0"]
  }
}

resource "aws_security_group" "ssh_block_v6" {
  ingress {
    protocol         = "6"
    from_port        = 22
    to_port          = 22
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_security_group" "ssh_private" {
  ingress {
    protocol    = "tcp"
    from_port   = 22
    to_port     = 22
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "ssh_web" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# For icmp the ports are type and code.
resource "aws_security_group" "ssh_icmp" {
  ingress {
    protocol    = "icmp"
    from_port   = -1
    to_port     = -1
    cidr_blocks = ["0.0.0.0/0"]
  }
}

# No rules in the configuration: unknown in the plan though not set.
resource "aws_security_group" "ssh_unset" {}

resource "aws_security_group" "ssh_dynamic" {
  dynamic "ingress" {
    for_each = [terraform_data.later.output]
    content {
      protocol    = "tcp"
      from_port   = 22
      to_port     = 22
      cidr_blocks = [ingress.value]
    }
  }
}

resource "aws_default_security_group" "ssh_default" {
  ingress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 22
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "ssh_rule" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "ssh_egress" {
  security_group_id = "sg-1"
  type              = "egress"
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_ingress_rule" "ssh_vpc_rule" {
  for_each          = { open = "0.0.0.0/0", private = "10.0.0.0/8" }
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = each.value
}

resource "aws_vpc_security_group_ingress_rule" "ssh_unknown_source" {
  security_group_id = "sg-1"
  ip_protocol       = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_ipv4         = terraform_data.later.output
}

resource "aws_vpc_security_group_ingress_rule" "ssh_group_source" {
  security_group_id            = "sg-1"
  ip_protocol                  = "tcp"
  from_port                    = 22
  to_port                      = 22
  referenced_security_group_id = aws_security_group.ssh_unset.id
}

module "ssh_module" {
  source   = "./modules/rule"
  for_each = { open = "0.0.0.0/0", private = "10.0.0.0/8" }
  range    = each.value
}

resource "aws_vpc_security_group_ingress_rule" "every_protocol" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv6         = "::/0"
}

resource "aws_security_group_rule" "every_port" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "every_port_private" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 0
  to_port           = 65535
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_security_group" "every_block" {
  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "every_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = terraform_data.later.output
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}

module "every_module" {
  source   = "./modules/rule"
  range    = "0.0.0.0/0"
  protocol = "-1"
}

resource "aws_security_group_rule" "database_postgres" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 5400
  to_port           = 5500
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_security_group_rule" "database_memcached" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "udp"
  from_port         = 11211
  to_port           = 11211
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "database_private" {
  security_group_id        = "sg-1"
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 5432
  to_port                  = 5432
  source_security_group_id = "sg-2"
}

resource "aws_security_group_rule" "database_unknown" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = length(terraform_data.later.output)
  to_port           = 65000
  cidr_blocks       = ["0.0.0.0/0"]
}

module "database_module" {
  source = "./modules/rule"
  range  = "0.0.0.0/0"
  port   = 6379
}

# VPC-014 (out_…), VPC-015 (description_…), VPC-016 (reason_…), VPC-017 (mixed_…), VPC-035 (used_…)

resource "aws_security_group" "out_block" {
  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "out_web" {
  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group_rule" "out_rule" {
  security_group_id = "sg-1"
  type              = "egress"
  protocol          = "all"
  from_port         = 0
  to_port           = 0
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "out_ingress" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

resource "aws_vpc_security_group_egress_rule" "out_private" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_egress_rule" "out_unknown" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = terraform_data.later.output
}

module "out_module" {
  source = "./modules/group"
}

resource "aws_security_group" "description_default" {}

resource "aws_security_group" "description_written" {
  description = "Web servers behind the load balancer"
}

resource "aws_security_group" "description_unknown" {
  description = terraform_data.later.output
}

module "description_module" {
  source = "./modules/group"
}

resource "aws_security_group" "reason_block" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "reason_block_written" {
  ingress {
    description = "Offices"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "reason_no_rules" {}

resource "aws_security_group_rule" "reason_rule" {
  security_group_id = "sg-1"
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_vpc_security_group_ingress_rule" "reason_vpc_rule" {
  security_group_id = "sg-1"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_ingress_rule" "reason_vpc_rule_written" {
  security_group_id = "sg-1"
  description       = "Offices"
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_vpc_security_group_egress_rule" "reason_unknown" {
  security_group_id = "sg-1"
  description       = terraform_data.later.output
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}

module "reason_module" {
  source = "./modules/group"
}

resource "aws_security_group" "mixed_both" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_vpc_security_group_ingress_rule" "mixed" {
  security_group_id = aws_security_group.mixed_both.id
  ip_protocol       = "tcp"
  from_port         = 80
  to_port           = 80
  cidr_ipv4         = "10.0.0.0/8"
}

resource "aws_security_group" "mixed_dynamic" {
  dynamic "egress" {
    for_each = [443]
    content {
      protocol    = "tcp"
      from_port   = egress.value
      to_port     = egress.value
      cidr_blocks = ["10.0.0.0/8"]
    }
  }
}

resource "aws_security_group_rule" "mixed_dynamic" {
  security_group_id = aws_security_group.mixed_dynamic.id
  type              = "ingress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.0.0/8"]
}

resource "aws_security_group" "mixed_inside" {
  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "mixed_separate" {}

resource "aws_vpc_security_group_egress_rule" "mixed_separate" {
  security_group_id = aws_security_group.mixed_separate.id
  ip_protocol       = "-1"
  cidr_ipv4         = "10.0.0.0/8"
}

# The state knows the separate rule, the configuration has none inside.
resource "aws_security_group" "mixed_existing" {
  name        = "existing"
  description = "Existing"
  tags        = { Name = "new" }
}

resource "aws_vpc_security_group_ingress_rule" "mixed_existing" {
  security_group_id = aws_security_group.mixed_existing.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "10.0.0.0/8"
}

module "mixed_module" {
  source = "./modules/group"
}

resource "aws_security_group" "used_nowhere" {}

resource "aws_security_group" "used_by_instance" {}

resource "aws_instance" "used" {
  ami                    = "ami-1"
  instance_type          = "t3.micro"
  vpc_security_group_ids = [aws_security_group.used_by_instance.id]
}

resource "aws_security_group" "used_by_function" {}

resource "aws_lambda_function" "used" {
  function_name = "used"
  role          = "arn:aws:iam::111111111111:role/used"
  image_uri     = "used"
  package_type  = "Image"

  vpc_config {
    subnet_ids         = ["subnet-1"]
    security_group_ids = [aws_security_group.used_by_function.id]
  }
}

# A rule that names the group as its source does not use it.
resource "aws_security_group" "used_as_source" {}

resource "aws_vpc_security_group_ingress_rule" "used" {
  security_group_id            = "sg-1"
  ip_protocol                  = "-1"
  referenced_security_group_id = aws_security_group.used_as_source.id
}

module "used_module" {
  source = "./modules/group"
}

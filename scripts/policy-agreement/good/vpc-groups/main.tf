# Security groups whose rules name each other, inline by a dynamic block and as resources of their own.
variable "ports" {
  type    = map(number)
  default = { https = 443, metrics = 9100 }
}

resource "aws_security_group" "app" {
  name        = "app"
  description = "The application"
  vpc_id      = "vpc-0123456789abcdef0"

  dynamic "ingress" {
    for_each = var.ports

    content {
      description = ingress.key
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["10.0.0.0/16"]
    }
  }

  egress {
    description = "AWS"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_security_group" "db" {
  name        = "db"
  description = "The database"
  vpc_id      = "vpc-0123456789abcdef0"
}

resource "aws_vpc_security_group_ingress_rule" "db" {
  security_group_id            = aws_security_group.db.id
  referenced_security_group_id = aws_security_group.app.id
  description                  = "PostgreSQL from the application"
  from_port                    = 5432
  to_port                      = 5432
  ip_protocol                  = "tcp"
}

resource "aws_network_interface" "app" {
  subnet_id       = "subnet-0123456789abcdef0"
  security_groups = [aws_security_group.app.id, aws_security_group.db.id]
}

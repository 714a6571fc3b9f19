variable "range" {
  type = string
}

variable "protocol" {
  type    = string
  default = "tcp"
}

variable "port" {
  type    = number
  default = 22
}

resource "aws_vpc_security_group_ingress_rule" "this" {
  security_group_id = "sg-1"
  ip_protocol       = var.protocol
  from_port         = var.protocol == "-1" ? null : var.port
  to_port           = var.protocol == "-1" ? null : var.port
  cidr_ipv4         = var.range
}

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

resource "aws_network_acl" "this" {
  vpc_id = "vpc-1"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = var.protocol
    from_port  = var.port
    to_port    = var.port
    cidr_block = var.range
  }
}

variable "allocation_id" {
  type = string
}

resource "aws_nat_gateway" "this" {
  subnet_id     = "subnet-1"
  allocation_id = var.allocation_id
}

variable "machines" {
  type = map(object({
    instance_type = optional(string, "t3.micro")
    monitoring    = optional(bool)
  }))
}

variable "monitoring" {
  type    = bool
  default = null
}

resource "aws_instance" "each" {
  for_each      = var.machines
  ami           = "ami-11111111"
  instance_type = each.value.instance_type
  monitoring    = each.value.monitoring
}

resource "aws_instance" "all" {
  count         = 1
  ami           = "ami-11111111"
  instance_type = "t3.micro"
  monitoring    = var.monitoring
}

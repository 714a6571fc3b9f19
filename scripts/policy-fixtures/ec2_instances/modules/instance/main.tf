variable "image" {
  type    = string
  default = "ami-1"
}

variable "monitoring" {
  type    = bool
  default = true
}

resource "aws_instance" "this" {
  ami           = var.image
  instance_type = "t3.micro"
  monitoring    = var.monitoring
}
